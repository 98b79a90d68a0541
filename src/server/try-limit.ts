/** Failed tries that one address may make in a minute: a class that joins makes few mistakes, a guesser makes many. */
export const TRIES_PER_MINUTE = 10;
/**
 * Failed tries in a minute from all addresses together, since on a Wi-Fi one machine may take as many addresses as it likes. Far more
 * than a school's mistakes, and few enough: in the 15 minutes of a code they are 4,500 guesses among 10¹² codes.
 */
export const TRIES_PER_MINUTE_FROM_ALL = 300;
const WINDOW_MS = 60_000;
/** Addresses remembered at most; a trolley has tens, so more is an attack and the oldest may be forgotten. */
const MAX_ADDRESSES = 10_000;

/** Counts failures in a sliding minute, per address and overall. Successes cost nothing: fourteen tablets may share one address. */
export class TryLimit {
  readonly #failures = new Map<string, number[]>();
  readonly #now: () => number;
  #all: number[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether this address may try now. */
  allows(address: string): boolean {
    this.#all = this.#within(this.#all);
    return this.#all.length < TRIES_PER_MINUTE_FROM_ALL && this.#recent(address).length < TRIES_PER_MINUTE;
  }

  /** This address tried and failed. */
  fail(address: string): void {
    const recent = [...this.#recent(address), this.#now()];
    this.#all.push(this.#now());
    this.#failures.delete(address);
    this.#failures.set(address, recent);
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > MAX_ADDRESSES && oldest !== undefined) this.#failures.delete(oldest);
  }

  #recent(address: string): number[] {
    return this.#within(this.#failures.get(address) ?? []);
  }

  #within(times: readonly number[]): number[] {
    return times.filter((at) => at > this.#now() - WINDOW_MS);
  }
}
