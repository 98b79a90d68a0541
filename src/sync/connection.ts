import type { Log } from '../base/log.ts';
import type { NodeRole } from '../protocol/messages.ts';
import { Cell } from '../base/observable.ts';
import { Backoff } from './backoff.ts';
import type { Exchange } from './exchange.ts';
import type { ConnectionState } from './facade.ts';
import { type Clock, type Link, LinkError, type LinkFailure, type LiveLink, type RandomNumber } from './ports.ts';

/** While no stream can be had, how often to exchange by request, in milliseconds, ±50 %. */
export const POLL_MS = 4_000;

/** After so many of those exchanges a stream is tried again: the network that let none through may be another by now. */
const POLLS_BEFORE_STREAM = 15;

/** When to offer again, on a stream, what the upstream could not take yet, in milliseconds. */
export const RETRY_PUSH_MS = 5_000;

/** On a quiet stream, how often to ask whether the upstream is still there, in milliseconds, ±50 %. */
export const HEARTBEAT_MS = 10_000;

/** The ways to the upstream. */
export interface Upstream {
  /** Opens a stream; rejects with LinkError where none opens in time. */
  openStream(): Promise<LiveLink>;
  /** Where there is no stream: whether it answers all the same, and what it is (S17). */
  ping(): Promise<NodeRole | undefined>;
  readonly requests: Link;
}

export interface ConnectionParts {
  readonly upstream: Upstream;
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly random: RandomNumber;
  readonly journal: Log;
}

/*
 *             neither stream nor ping                 stream or request fails
 *   joining ──────────────────────────► away ◄────────────────────────────────┐
 *      ▲  │                               │ pause over, or poke()             │
 *      │  ├── a stream opens, and its first exchange brings both up to date ──┼──► live
 *      │  └── no stream, but a ping: catch-up by request ─────────────────────┴──► live, by polling
 *      └──────────────────────────────────┘
 *   unauthorised or old-protocol ──► refused: waits for poke()
 */

/** Keeps this node with its upstream: finds it, catches up, stays on the stream, comes back by itself. */
export class Connection {
  readonly #parts: ConnectionParts;
  readonly #backoff: Backoff;
  readonly state = new Cell<ConnectionState>('starting');
  #refusal: LinkFailure | undefined;
  #wake: () => void = () => undefined;
  #running: Promise<void> | undefined;
  #stopped = false;
  #outboxChanged = false;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.#backoff = new Backoff(parts.random);
  }

  /** What the upstream is, once it answered. */
  get role(): Cell<NodeRole | undefined> {
    return this.#parts.exchange.role;
  }

  /** Why the upstream refused this node, where it did. */
  get refusal(): LinkFailure | undefined {
    return this.#refusal;
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
      if (this.state.value === 'starting' || this.state.value === 'refused') this.state.set('joining');
      try {
        if (!(await this.#stayOnStream()) && (await this.#answers())) {
          await this.#poll();
          continue;
        }
      } catch (cause) {
        this.#say(cause);
      }
      if (this.#stopped) break;
      if (this.state.value === 'live' || this.state.value === 'joining') this.state.set('away');
      await this.#pause(this.state.value === 'refused' ? undefined : this.#backoff.next());
    }
  }

  async #answers(): Promise<boolean> {
    return !this.#stopped && (await this.#parts.upstream.ping()) !== undefined;
  }

  /** Resolves at once to false where no stream is to be had; throws what ended one that was. */
  async #stayOnStream(): Promise<boolean> {
    const stream = await this.#orNone(this.#parts.upstream.openStream());
    if (!stream) return false;
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
      this.state.set('joining');
      this.#outboxChanged = false;
      let waits = await this.#orNone(this.#parts.exchange.begin(stream));
      if (waits === undefined) return false;
      this.#live();
      for (;;) {
        const idle = !this.#outboxChanged && ended === undefined && !this.#stopped;
        // A Wi-Fi that vanishes tells nobody: without a question now and then a dead stream would look alive for minutes.
        const quiet = idle && (await this.#pause(waits ? RETRY_PUSH_MS : HEARTBEAT_MS * (0.5 + this.#parts.random())));
        if (quiet && !(await this.#answers())) end(new LinkError('unreachable'));
        if (this.#stopped || ended !== undefined) break;
        this.#outboxChanged = false;
        waits = await this.#parts.exchange.push(stream, { beat: quiet });
      }
    } finally {
      stream.close();
    }
    if (ended !== undefined) throw ended;
    return true;
  }

  /** There are networks that let requests through and no streams: an opening that failed is no reason to stay away. */
  async #orNone<Value>(opening: Promise<Value>): Promise<Value | undefined> {
    try {
      return await opening;
    } catch (cause) {
      if (!(cause instanceof LinkError) || cause.failure !== 'unreachable') throw cause;
      this.#parts.journal.info('no stream opens', { cause: String(cause) });
      return undefined;
    }
  }

  /** Resolves when it is time to try a stream again; throws what ended it. */
  async #poll(): Promise<void> {
    const { exchange, upstream, random } = this.#parts;
    if (this.state.value !== 'live') this.state.set('joining');
    for (let polls = 0; polls < POLLS_BEFORE_STREAM && !this.#stopped; polls += 1) {
      await exchange.syncOnce(upstream.requests);
      this.#live();
      await this.#pause(POLL_MS * (0.5 + random()));
    }
  }

  #live(): void {
    this.#backoff.reset();
    if (this.state.value === 'live') return;
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
    this.#refusal = refused ? cause.failure : undefined;
    this.state.set(refused ? 'refused' : 'away');
    this.#parts.journal.warn('left the upstream', { cause: String(cause) });
  }
}
