import type { Log } from '../base/log.ts';
import type { Enrolment } from '../protocol/messages.ts';
import { compactLongDocuments } from '../sync/compaction.ts';
import type { Leader } from '../sync/leader.ts';
import { type CheckpointStore, type Clock, type Link, LinkError } from '../sync/ports.ts';
import { Retention } from '../sync/retention.ts';
import type { Stores } from './stores.ts';

/** Pause between two tidyings, in milliseconds: a tablet is on for a school day at most. */
export const TIDY_EVERY_MS = 6 * 60 * 60_000;
/** Long documents put together in one tidying: a moment each, while somebody may be at work. */
const COMPACTED_AT_ONCE = 20;

export interface TidyingParts {
  readonly stores: Stores;
  readonly leader: Pick<Leader, 'downloads' | 'projector' | 'connection' | 'inTurn'>;
  readonly checkpoints: CheckpointStore;
  readonly enrolment: Enrolment;
  /** By which the upstream is asked for what comes back. */
  readonly requests: Link;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Keeps a tablet's store small (S13, S14): lets go of what may leave, puts together what grew long, and makes whole what came
 * back. A teacher's device keeps all that it has. Returns the way to stop.
 */
export function keepTidy(parts: TidyingParts): () => void {
  const { stores, leader, enrolment, clock, log } = parts;
  if (enrolment.role !== 'tablet') return () => {};
  const { downloads, projector, connection } = leader;
  const retention = new Retention({
    ...parts,
    ...stores,
    device: enrolment.device,
    words: stores.device,
    inTurn: (task) => leader.inTurn(task),
    downloads,
    journal: log,
  });
  // One after the other: each remembers what it did.
  let turn = Promise.resolve();
  const inTurn = (what: string, task: () => Promise<unknown>) => (turn = turn.then(() => told(log, what, task)));
  let stopTimer = () => {};
  const tidyNowAndLater = (): void => {
    void inTurn('this device could not be tidied', () => retention.tidy());
    void inTurn('long documents stay as they are', () =>
      compactLongDocuments({ log: stores.log, journal: log, receipted: 'above', atMost: COMPACTED_AT_ONCE }),
    );
    stopTimer = clock.after(TIDY_EVERY_MS, tidyNowAndLater);
  };
  const complete = (): void => {
    if (connection.state.value !== 'live') return;
    void inTurn('what came back is not whole yet', () => retention.completeReturned(parts.requests));
  };
  const stops = [
    connection.state.subscribe(complete),
    projector.projected.subscribe(({ made }) => void (made.some(({ kind }) => kind === 'assignment') && complete())),
  ];
  tidyNowAndLater();
  return () => {
    stopTimer();
    stops.forEach((stop) => stop());
  };
}

/** What fails here hurts nobody and is made good by the next time: it is only told. */
async function told(log: Log, what: string, task: () => Promise<unknown>): Promise<void> {
  try {
    await task();
  } catch (cause) {
    log[cause instanceof LinkError ? 'info' : 'warn'](what, { cause: String(cause) });
  }
}
