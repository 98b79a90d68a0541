import type { Log } from '../base/log.ts';
import type { NodeRole } from '../protocol/messages.ts';
import { Cell } from '../base/observable.ts';
import { Backoff } from './backoff.ts';
import type { Exchange } from './exchange.ts';
import type { ConnectionState } from './facade.ts';
import { type Clock, type Link, LinkError, type LiveLink, type RandomNumber } from './ports.ts';

/** While no stream can be had, how often to exchange by request, in milliseconds, ±50 %. */
export const POLL_MS = 4_000;

/** When to offer again, on a stream, what the upstream could not take yet, in milliseconds. */
export const RETRY_PUSH_MS = 5_000;

/** On a quiet stream, how often to ask whether the upstream is still there, in milliseconds, ±50 %. */
export const HEARTBEAT_MS = 10_000;

/** The ways to the upstream. */
export interface Upstream {
  /** Whether it answered a ping in time, and what it is (S17). */
  ping(): Promise<NodeRole | undefined>;
  readonly requests: Link;
  /** Opens a stream; rejects with LinkError where there can be none. */
  openStream(): Promise<LiveLink>;
}

export interface ConnectionParts {
  readonly upstream: Upstream;
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly random: RandomNumber;
  readonly journal: Log;
}

/*
 *            ping fails                    catch-up or stream fails
 *   joining ───────────► away ◄──────────────────────────────┐
 *      ▲  │ answers       │ pause over, or poke()            │
 *      │  └──► catch-up by request ──► stream opens ──► live ┤
 *      │                       └─ no stream to be had ──► live, by polling
 *      └───────────────────────┘
 *   unauthorised or old-protocol ──► refused: waits for poke()
 */

/** Keeps this node with its upstream: finds it, catches up, stays on the stream, comes back by itself. */
export class Connection {
  readonly #parts: ConnectionParts;
  readonly #backoff: Backoff;
  readonly state = new Cell<ConnectionState>('starting');
  readonly role = new Cell<NodeRole | undefined>(undefined);
  #wake: () => void = () => undefined;
  #running: Promise<void> | undefined;
  #stopped = false;
  #outboxChanged = false;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.#backoff = new Backoff(parts.random);
  }

  /** Runs until `stop`; resolves then. */
  run(): Promise<void> {
    this.#running ??= this.#loop();
    return this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#running;
  }

  /** Something says that the upstream may be near (visible again, `online`, a person's tap): try now (S16, S17). */
  poke(): void {
    this.#backoff.reset();
    if (this.state.value !== 'live') this.#wake();
  }

  /** The outbox has new rows: send them if there is a stream. */
  outboxGrew(): void {
    this.#outboxChanged = true;
    if (this.state.value === 'live') this.#wake();
  }

  async #loop(): Promise<void> {
    while (!this.#stopped) {
      try {
        if (await this.#find()) await this.#stay();
      } catch (cause) {
        this.#say(cause);
      }
      if (this.#stopped) break;
      if (this.state.value === 'live' || this.state.value === 'joining') this.state.set('away');
      await this.#pause(this.state.value === 'refused' ? undefined : this.#backoff.next());
    }
  }

  async #find(): Promise<boolean> {
    if (this.state.value !== 'away') this.state.set('joining');
    const role = await this.#parts.upstream.ping();
    if (role === undefined) return false;
    this.role.set(role);
    this.state.set('joining');
    await this.#parts.exchange.syncOnce(this.#parts.upstream.requests);
    this.#backoff.reset();
    return true;
  }

  async #stay(): Promise<void> {
    const stream = await this.#openStream();
    if (stream) await this.#stayOnStream(stream);
    else await this.#poll();
  }

  async #openStream(): Promise<LiveLink | undefined> {
    try {
      return await this.#parts.upstream.openStream();
    } catch (cause) {
      if (cause instanceof LinkError && cause.failure === 'unauthorised') throw cause;
      this.#parts.journal.warn('no stream; exchanging by request', { cause: String(cause) });
      return undefined;
    }
  }

  async #stayOnStream(stream: LiveLink): Promise<void> {
    let ended: unknown;
    const end = (cause: unknown): void => {
      ended ??= cause;
      this.#wake();
    };
    stream.onClose((failure) => end(new LinkError(failure)));
    stream.onStream((response) => {
      // The cursor may have passed acks that did not count yet.
      this.#parts.exchange.absorb(stream, response).then(() => this.outboxGrew(), end);
    });
    try {
      await this.#parts.exchange.begin(stream);
      this.#live();
      while (!this.#stopped && ended === undefined) {
        this.#outboxChanged = false;
        const waits = await this.#parts.exchange.push(stream);
        const idle = !this.#outboxChanged && ended === undefined && !this.#stopped;
        // A Wi-Fi that vanishes tells nobody: without a question now and then a dead stream would look alive for minutes.
        const quiet = idle && (await this.#pause(waits ? RETRY_PUSH_MS : HEARTBEAT_MS * (0.5 + this.#parts.random())));
        if (quiet && (await this.#parts.upstream.ping()) === undefined) end(new LinkError('unreachable'));
      }
    } finally {
      stream.close();
    }
    if (ended !== undefined) throw ended;
  }

  async #poll(): Promise<void> {
    this.#live();
    while (!this.#stopped) {
      await this.#pause(POLL_MS * (0.5 + this.#parts.random()));
      if (!this.#stopped) await this.#parts.exchange.syncOnce(this.#parts.upstream.requests);
    }
  }

  #live(): void {
    this.#backoff.reset();
    this.state.set('live');
    this.#parts.journal.info('with the upstream', { role: this.role.value });
  }

  /** Waits for `ms`, or for ever where undefined, or until woken; resolves to whether the time ran out. */
  #pause(ms: number | undefined): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = ms === undefined ? undefined : this.#parts.clock.after(ms, () => resolve(true));
      this.#wake = () => {
        cancel?.();
        resolve(false);
      };
    });
  }

  #say(cause: unknown): void {
    const refused =
      cause instanceof LinkError && (cause.failure === 'unauthorised' || cause.failure === 'old-protocol');
    this.state.set(refused ? 'refused' : 'away');
    this.#parts.journal.warn('left the upstream', { cause: String(cause) });
  }
}
