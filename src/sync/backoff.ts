import type { RandomNumber } from './ports.ts';

/** First pause after a failure, in milliseconds. */
export const FIRST_PAUSE_MS = 500;
/** Longest pause, in milliseconds: a hub that comes back is found within it, and 14 tablets' pings cost it nothing. */
export const LONGEST_PAUSE_MS = 8_000;

/** Pauses that double, each spread over ±50 % so that a class's tablets do not all knock at once. */
export class Backoff {
  readonly #random: RandomNumber;
  #failures = 0;

  constructor(random: RandomNumber) {
    this.#random = random;
  }

  /** The pause before the next try, in milliseconds. */
  next(): number {
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures);
    this.#failures += 1;
    return pause * (0.5 + this.#random());
  }

  reset(): void {
    this.#failures = 0;
  }
}
