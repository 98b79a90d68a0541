import type { Log } from '../base/log.ts';
import { PROTOCOL_VERSION } from '../protocol/limits.ts';
import type { Cursor, SyncRequest, SyncResponse } from '../protocol/messages.ts';
import type { Principal } from './access.ts';
import type { Publication } from './publication.ts';

/** A device that is so many rows behind hears where the log stands, though none is for it: else they are looked through again when it returns. */
export const MAX_UNTOLD_ROWS = 1_000;

/** What a session asks of its node. */
export interface Answering {
  answer(principal: Principal, request: SyncRequest): Promise<SyncResponse>;
  /** What is new for the reader after a position, without the rows at the positions in `own`. */
  feedFrom(principal: Principal, after: number, own: ReadonlySet<number>): Promise<SyncResponse>;
}

/** Sends one answer down a stream; resolves when the stream can take the next. */
export type Send = (response: SyncResponse) => Promise<void>;

/**
 * One connected device. The session remembers how far the device has read; whenever the log grows it sends what is new, one
 * answer at a time, so a slow device slows only itself. Nothing is queued in memory: the log is the queue.
 */
export class Session {
  readonly #responder: Answering;
  readonly #principal: Principal;
  readonly #journal: Log;
  readonly #stop: () => void;
  /** Work of this session, one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #send: Send | undefined;
  /** How far the device has read; null until its first request said where it stands. */
  #cursor: Cursor | null = null;
  /** How far the log was looked through for it since: what lies between is not for this device, and it need not hear of that. */
  #lookedUpTo = 0;
  /** It was told last that there is more, so it hears where that ends, though none of it is for it. */
  #toldMore = false;
  /** The receipt and the refusals that it heard of last. */
  #besides = '';
  /** Furthest ack told: until the cursor has passed it, the device does not count it. */
  #ackedUpTo = 0;
  #pumpWaits = false;
  #closed = false;

  constructor(parts: { responder: Answering; principal: Principal; publication: Publication; journal: Log }) {
    this.#responder = parts.responder;
    this.#principal = parts.principal;
    this.#journal = parts.journal;
    this.#stop = parts.publication.changed.subscribe(() => this.#pumpSoon());
  }

  /** Answers a request of this device; a null cursor means where the session is. */
  answer(request: SyncRequest): Promise<SyncResponse> {
    return this.#inTurn(async () => {
      const response = await this.#responder.answer(this.#principal, this.#placed(request));
      if (!request.quiet) this.#note(response);
      if (response.more) this.#pumpSoon();
      return response;
    });
  }

  /** Where to send what comes unasked. */
  onStream(send: Send): void {
    this.#send = send;
    this.#pumpSoon();
  }

  close(): void {
    this.#closed = true;
    this.#stop();
  }

  #placed(request: SyncRequest): SyncRequest {
    return { ...request, cursor: request.cursor ?? this.#cursor };
  }

  #note(response: SyncResponse): void {
    this.#cursor = response.cursor;
    this.#lookedUpTo = response.cursor.seq;
    this.#toldMore = response.more;
    this.#besides = besides(response);
    for (const result of response.results)
      if (result.s === 'ok') this.#ackedUpTo = Math.max(this.#ackedUpTo, result.seq);
  }

  #pumpSoon(): void {
    if (this.#pumpWaits || this.#closed) return;
    this.#pumpWaits = true;
    this.#inTurn(() => this.#pump()).catch((cause: unknown) => {
      this.#journal.error('stream broke', { device: this.#principal.device, cause: String(cause) });
    });
  }

  async #pump(): Promise<void> {
    this.#pumpWaits = false;
    if (!this.#send) return;
    for (let more = true; more && !this.#closed && this.#cursor;) {
      const response = await this.#news(this.#cursor);
      more = response.more;
      this.#lookedUpTo = response.cursor.seq;
      if (!this.#concerns(response, this.#cursor.seq)) continue;
      this.#note(response);
      await this.#send(response);
    }
  }

  async #news(cursor: Cursor): Promise<SyncResponse> {
    const news = await this.#responder.feedFrom(this.#principal, this.#lookedUpTo, new Set());
    if (news.cursor.epoch === cursor.epoch) return { ...news, since: cursor.seq };
    // The log lost something since (S4): asked from where the device stands, it says so.
    return this.#responder.answer(this.#principal, { v: PROTOCOL_VERSION, cursor, pushes: [], wants: [] });
  }

  /** Whether the device, which stands at `told`, is to hear of this; else it stays where it is. */
  #concerns(response: SyncResponse, told: number): boolean {
    if (response.rows.length > 0 || response.reset || besides(response) !== this.#besides) return true;
    if (this.#toldMore && !response.more) return true;
    const behind = response.cursor.seq - told;
    return behind > MAX_UNTOLD_ROWS || (behind > 0 && told < this.#ackedUpTo);
  }

  #inTurn<Value>(task: () => Promise<Value>): Promise<Value> {
    const turn = this.#last.then(task);
    this.#last = turn.catch(() => undefined); // whoever asked hears of the failure; the next task still has its turn
    return turn;
  }
}

/** An ENT's receipt is the end of its own log: it goes on with every row, and says nothing that an answer does not say by itself. */
const besides = ({ node, receipt, heldBelow }: SyncResponse): string =>
  JSON.stringify([node.role === 'hub' && receipt, heldBelow]);
