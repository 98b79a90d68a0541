import * as v from 'valibot';
import { PING_TIMEOUT_MS } from '../protocol/limits.ts';
import { type Ping, PingSchema } from '../protocol/messages.ts';
import type { Clock } from '../sync/ports.ts';

export interface ReachabilityParts {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
}

/** Whether the upstream answers (S17): the only thing that counts, whatever the browser believes of its network. */
export class Reachability {
  readonly #fetch: typeof fetch;
  readonly #clock: Clock;
  #asking: Promise<Ping | undefined> | undefined;

  constructor({ fetch, clock }: ReachabilityParts) {
    this.#fetch = fetch;
    this.#clock = clock;
  }

  /** What the upstream says of itself, or undefined where it does not answer in time. Those who ask meanwhile share the answer. */
  ask(): Promise<Ping | undefined> {
    this.#asking ??= this.#ping().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async #ping(): Promise<Ping | undefined> {
    const timeout = new AbortController();
    const cancel = this.#clock.after(PING_TIMEOUT_MS, () => timeout.abort());
    try {
      const response = await this.#fetch('/api/ping', { cache: 'no-store', signal: timeout.signal });
      // A captive portal or a foreign server answers 200 too, with something else.
      const parsed = v.safeParse(PingSchema, response.ok ? await response.json() : undefined);
      return parsed.success ? parsed.output : undefined;
    } catch {
      return undefined; // no network, no answer in time, or no JSON: all mean "not reachable now"
    } finally {
      cancel();
    }
  }
}
