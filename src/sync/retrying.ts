import type { Log } from '../base/log.ts';
import type { Clock } from './ports.ts';

/** Pause before projections that could not be made are tried again, in milliseconds. */
export const RETRY_PROJECTIONS_MS = 2_000;

interface RetryingParts {
  readonly task: () => Promise<void>;
  /** Left out by who is there for a moment only: then the next call is the next try. */
  readonly clock: Clock | undefined;
  readonly journal: Log;
}

/** Makes projections, and tries again after a pause where that failed: until then rights and screens lag behind the log. */
export class Retrying {
  readonly #parts: RetryingParts;
  #stopTimer: (() => void) | undefined;
  #isStopped = false;

  constructor(parts: RetryingParts) {
    this.#parts = parts;
  }

  /** Never rejects. */
  async run(): Promise<void> {
    const { task, clock, journal } = this.#parts;
    this.#cancel();
    try {
      await task();
    } catch (cause) {
      journal.error('projections are late', { cause: String(cause) });
      if (this.#isStopped) return;
      this.#cancel();
      this.#stopTimer = clock?.after(RETRY_PROJECTIONS_MS, () => void this.run());
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  #cancel(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }
}
