import type { Client } from 'pg';
import { newId } from '../../base/ids.ts';
import { Signal } from '../../base/observable.ts';
import type { Change, Changes } from '../../sync/ports.ts';
import type { Statement } from './log-statements.ts';

/** PostgreSQL takes less than 8,000 bytes in one notice; the id of a document has at most 160. */
const DOCS_PER_NOTICE = 40;
/** A database that was started again is back after some seconds. */
const RETRY_MS = 1_000;
const NOTIFY: Statement = { name: 'notify', text: 'SELECT pg_notify($1, $2)' };

type Ask = (statement: Statement, values: readonly unknown[]) => Promise<unknown>;

/**
 * Changes that other processes made to the same school, by LISTEN and NOTIFY. A hint may be lost with its connection: then
 * every kind of change is told as soon as there is a new one.
 */
export class Notices implements Changes {
  readonly #connect: () => Promise<Client>;
  readonly #channel: string;
  /** Tells our own notices from those of others. */
  readonly #sender = newId();
  readonly #heard = new Signal<Change>();
  #client: Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(connect: () => Promise<Client>, schema: string) {
    this.#connect = connect;
    this.#channel = schema;
  }

  subscribe(listener: (change: Change) => void): () => void {
    return this.#heard.subscribe(listener);
  }

  /** Resolves when nothing more is missed. */
  async begin(): Promise<void> {
    const client = await this.#connect();
    if (this.#closed) return client.end();
    this.#client = client;
    client.on('notification', ({ payload = '' }) => this.#hear(payload));
    client.once('end', () => this.#beginAgain());
    await client.query(`LISTEN ${this.#channel}`);
  }

  /** Sends by `ask`, which runs a statement: within a transaction, others hear of it at the commit, and then surely. */
  async send(ask: Ask, changes: readonly Change[]): Promise<void> {
    for (const { what, docs } of changes) {
      for (let from = 0; from === 0 || from < docs.length; from += DOCS_PER_NOTICE) {
        const change: Change = { what, docs: docs.slice(from, from + DOCS_PER_NOTICE) };
        await ask(NOTIFY, [this.#channel, JSON.stringify([this.#sender, change])]);
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#client?.end();
  }

  #hear(payload: string): void {
    const change = readNotice(payload, this.#sender);
    if (change) this.#heard.emit(change);
  }

  #beginAgain(): void {
    this.#client = undefined;
    if (this.#closed) return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.begin().then(
        () => KINDS.forEach((what) => this.#heard.emit({ what, docs: [] })),
        () => this.#beginAgain(), // not back yet
      );
    }, RETRY_MS);
    this.#retry.unref();
  }
}

const KINDS = ['log', 'link', 'projections'] as const satisfies readonly Change['what'][];

/** Anyone with a name at the database may notify anything: what is no change of another process is passed over. */
function readNotice(payload: string, self: string): Change | undefined {
  try {
    const [sender, change] = JSON.parse(payload) as [unknown, { what?: unknown; docs?: unknown } | undefined];
    const what = KINDS.find((kind) => kind === change?.what);
    if (sender === self || !what || !Array.isArray(change?.docs)) return undefined;
    return { what, docs: change.docs.filter((doc) => typeof doc === 'string') };
  } catch {
    return undefined; // not JSON, or not a pair
  }
}
