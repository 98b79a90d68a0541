import { type Clock, type Link, LinkError, type LogStore, type SyncLock } from '../src/sync/ports.ts';

/**
 * How long one wake-up may go on sending, in milliseconds. Browsers end a worker after some minutes; a page that opens
 * meanwhile waits for the lock, so this is short. What is left goes with the next try.
 */
export const WAKE_BUDGET_MS = 30_000;

export interface WakeParts {
  readonly lock: SyncLock;
  readonly clock: Clock;
  readonly log: Pick<LogStore, 'pendingCount'>;
  readonly link: Link;
  /** The same exchange as the page's. */
  readonly syncOnce: (link: Link) => Promise<void>;
}

/**
 * Empties the outbox while no page does (S15). Rejects while something is left, so that the browser wakes the worker again;
 * it does so three times at most, hence only a bonus (S16).
 */
export async function wakeOutbox({ lock, clock, log, link, syncOnce }: WakeParts): Promise<void> {
  await lock.ifFree(() => syncOnce(bounded(link, clock)));
  const { rows } = await log.pendingCount();
  if (rows > 0) throw new Error(`${rows} rows are still to be sent`);
}

function bounded(link: Link, clock: Clock): Link {
  const end = clock.now() + WAKE_BUDGET_MS;
  return {
    sync: (request) => (clock.now() < end ? link.sync(request) : Promise.reject(new LinkError('unreachable'))),
  };
}
