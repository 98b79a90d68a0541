import type { Log } from '../base/log.ts';
import { SYNC_LOCK } from '../device/sync-lock.ts';
import type { Enrolment } from '../protocol/messages.ts';
import { readEnrolment } from '../sync/enrolment.ts';
import { authorization } from '../sync/links/http-link.ts';
import { rememberEmptied } from '../ui/join/emptied.ts';
import type { Stores } from './stores.ts';

/** Tries to say that it is done; after them the school's list goes on saying that this device is emptying. */
const TRIES = 3;

export interface FarewellParts {
  readonly stores: Pick<Stores, 'device'>;
  readonly enrolment: Enrolment;
  readonly locks: Pick<LockManager, 'request'>;
  readonly erase: () => Promise<void>;
  /** Where the emptied device keeps that it was, to say so when it asks for a code again. */
  readonly keep: Pick<Storage, 'setItem'> | undefined;
  readonly fetch: (path: string, init: RequestInit) => Promise<Response>;
  readonly log: Log;
}

/** Erases this device, then tells the node above that it holds nothing any more. No other tab syncs meanwhile (S15). */
export async function farewell({ stores, enrolment, locks, erase, keep, fetch, log }: FarewellParts): Promise<void> {
  await locks.request(SYNC_LOCK, async () => {
    const kept = await readEnrolment(stores.device);
    if (kept?.device !== enrolment.device) return; // another tab has done it
    await erase();
    rememberEmptied(keep); // now: the erasure took all that was kept before
    for (let tried = 0; tried < TRIES; tried++) {
      try {
        await fetch('/api/enrol', { method: 'DELETE', headers: { authorization: authorization(enrolment) } });
        return;
      } catch (cause) {
        log.warn('the farewell was not heard', { cause: String(cause) });
      }
    }
  });
}
