import type { SyncLock } from '../sync/ports.ts';

/** The Web Lock whose holder alone talks to the upstream (S15), the same in every tab and in the worker. */
export const SYNC_LOCK = 'cartable-sync';

type Locks = Pick<LockManager, 'request'>;

/** One exchange at a time, for those who come and go: the service worker. */
export class WebSyncLock implements SyncLock {
  readonly #locks: Locks;

  constructor(locks: Locks) {
    this.#locks = locks;
  }

  async ifFree<Value>(task: () => Promise<Value>): Promise<Value | undefined> {
    return this.#locks.request(SYNC_LOCK, { ifAvailable: true }, (lock) => (lock ? task() : undefined));
  }
}

/**
 * Waits to become the tab that syncs, calls `lead` then and holds the lock until `stop` is called or the page ends:
 * when a leading tab closes, the browser hands the lock to the next at once. `lead` returns how to end.
 */
export class LeaderLock {
  readonly #locks: Locks;

  constructor(locks: Locks) {
    this.#locks = locks;
  }

  /** Returns the way to stop waiting or leading. */
  whenLeading(lead: () => () => void | Promise<void>): () => void {
    const stop = new AbortController();
    const stopped = new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve()));
    this.#locks
      .request(SYNC_LOCK, { signal: stop.signal }, async () => {
        const end = lead();
        await stopped;
        await end();
      })
      .catch((error: unknown) => {
        if (!stop.signal.aborted) throw error; // stopped while waiting: that is what was asked for
      });
    return () => stop.abort();
  }
}
