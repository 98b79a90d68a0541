import * as v from 'valibot';
import { Cell, type Observable } from '../base/observable.ts';
import { PING_TIMEOUT_MS } from '../protocol/limits.ts';
import { type Ping, PingSchema } from '../protocol/messages.ts';
import type { Clock } from '../sync/ports.ts';
import type { PageLife } from './page-life.ts';

export interface ReachabilityParts {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
}

/** Whether the upstream answers (S17). Asked, it pings; `watch` also asks whenever the page or the network stirs. */
export class Reachability {
  readonly #fetch: typeof fetch;
  readonly #clock: Clock;
  readonly #upstream = new Cell<Ping | undefined>(undefined);
  #asking: Promise<Ping | undefined> | undefined;

  constructor({ fetch, clock }: ReachabilityParts) {
    this.#fetch = fetch;
    this.#clock = clock;
  }

  /** What the upstream last said of itself; undefined while it does not answer. */
  get upstream(): Observable<Ping | undefined> {
    return this.#upstream;
  }

  /** Asks now; those who ask meanwhile share the answer. */
  ask(): Promise<Ping | undefined> {
    this.#asking ??= this.#ping().then((answer) => {
      this.#asking = undefined;
      this.#upstream.set(answer);
      return answer;
    });
    return this.#asking;
  }

  /** Asks at once, when the page comes into sight and when the browser thinks that the network changed. Returns the way to stop. */
  watch(life: Pick<PageLife, 'visible' | 'networkHint'>): () => void {
    const stops = [
      life.visible.subscribe((visible) => void (visible && this.ask())),
      life.networkHint.subscribe(() => void this.ask()),
    ];
    return () => stops.forEach((stop) => stop());
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
