/** Failed tries of one address that cost no pause: a class that joins makes few mistakes, a guesser makes many. */
export const FREE_TRIES = 10;
/** The pause after the next failure, in milliseconds; each later one is twice as long. */
const FIRST_PAUSE_MS = 1_000;
/** Longest pause: in that time a code that was shown has ended. */
export const LONGEST_PAUSE_MS = 15 * 60_000;
/** An address that did not fail for so long begins anew, in milliseconds. */
const FORGET_AFTER_MS = 60 * 60_000;
/**
 * Failed tries in a minute from all addresses together, since on a Wi-Fi one machine may take as many addresses as it likes. Far more
 * than a school's mistakes, and few enough: in the 15 minutes of a code they are 4,500 guesses among 10¹² codes.
 */
export const TRIES_PER_MINUTE_FROM_ALL = 300;
const MINUTE_MS = 60_000;
/** Addresses remembered at most; a trolley has tens, so more is an attack and the oldest may be forgotten. */
export const MAX_ADDRESSES = 10_000;

interface Failures {
  readonly count: number;
  readonly last: number;
}

/**
 * Counts failures: a pause that grows for each address, and a limit for all together. Successes cost nothing: fourteen tablets may
 * share one address. Kept in memory, since a code ends long before a restart would help who guesses it.
 */
export class TryLimit {
  readonly #failures = new Map<string, Failures>();
  readonly #now: () => number;
  #all: number[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Addresses that are remembered. */
  get size(): number {
    return this.#failures.size;
  }

  /** Whether this address may try now. */
  allows(address: string): boolean {
    const now = this.#now();
    // What lies ahead was noted before the clock was set back: it must not bar the way until then.
    this.#all = this.#all.filter((at) => at <= now && at > now - MINUTE_MS);
    return this.#all.length < TRIES_PER_MINUTE_FROM_ALL && this.#wait(address) === 0;
  }

  /** This address tried and failed. */
  fail(address: string): void {
    const now = this.#now();
    const known = this.#failures.get(address);
    const count = known && now - known.last < FORGET_AFTER_MS ? known.count + 1 : 1;
    this.#all.push(now);
    this.#failures.delete(address);
    this.#failures.set(address, { count, last: now });
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > MAX_ADDRESSES && oldest !== undefined) this.#failures.delete(oldest);
  }

  #wait(address: string): number {
    const known = this.#failures.get(address);
    if (!known || known.count < FREE_TRIES) return 0;
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (known.count - FREE_TRIES), LONGEST_PAUSE_MS);
    const now = this.#now();
    if (known.last > now) this.#failures.set(address, { ...known, last: now }); // the clock was set back: the pause begins anew
    return Math.max(0, Math.min(known.last, now) + pause - now);
  }
}
