/** Failed tries that one address may make in a minute: a class that joins makes few mistakes, a guesser makes many. */
export const TRIES_PER_MINUTE = 10;
const WINDOW_MS = 60_000;
/** Addresses remembered at most; a trolley has tens, so more is an attack and the oldest may be forgotten. */
const MAX_ADDRESSES = 10_000;

/** Counts failures per address in a sliding minute. Successes cost nothing: fourteen tablets may share one address. */
export class TryLimit {
  readonly #failures = new Map<string, number[]>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether this address may try now. */
  allows(address: string): boolean {
    return this.#recent(address).length < TRIES_PER_MINUTE;
  }

  /** This address tried and failed. */
  fail(address: string): void {
    const recent = [...this.#recent(address), this.#now()];
    this.#failures.delete(address);
    this.#failures.set(address, recent);
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > MAX_ADDRESSES && oldest !== undefined) this.#failures.delete(oldest);
  }

  #recent(address: string): number[] {
    return (this.#failures.get(address) ?? []).filter((at) => at > this.#now() - WINDOW_MS);
  }
}
