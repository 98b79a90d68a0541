import { assert } from '../../base/assert.ts';
import type { DocumentId } from '../../classroom/document-id.ts';
import type { Cursor } from '../../protocol/messages.ts';
import type { Head, Settled, UpstreamReceipt } from '../../sync/ports.ts';
import type { CartableDatabase, DocumentRecord, HeadRecord } from './cartable-database.ts';
import { type RowRecord, rewait, type SealedRow, type Waiting } from './row-record.ts';

/** What one transaction does to the log. Everything between `begin` and `end` is awaited inside that transaction. */
export class LogWriting {
  readonly #database: CartableDatabase;
  readonly #before: HeadRecord;
  #head: HeadRecord;

  static async begin(database: CartableDatabase): Promise<LogWriting> {
    const head = await database.log.get('head');
    assert(head, 'a database is created with the head of its log');
    return new LogWriting(database, head);
  }

  private constructor(database: CartableDatabase, head: HeadRecord) {
    this.#database = database;
    this.#before = head;
    this.#head = head;
  }

  /** Adds rows at the end of the log; `waitingOf` says how the row at an index stands. */
  async insert(sealed: readonly SealedRow[], tag: string, waitingOf: (index: number) => Waiting): Promise<void> {
    if (sealed.length === 0) return;
    const first = this.#head.seq + 1;
    const records = sealed.map((row, i): RowRecord => ({ ...row, seq: first + i, tag, ...waitingOf(i) }));
    this.#head = { ...this.#head, seq: first + records.length - 1, tag };
    for (const record of records) this.count(record, 1);
    await Promise.all([this.#database.rows.bulkAdd(records), this.#note(records), this.#bind(sealed)]);
  }

  /** Applies the upstream's answers; returns the documents concerned. An answer to an unknown position changes nothing, nor one to a row that was emptied since it was sent. */
  async answer(settled: readonly Settled[]): Promise<DocumentId[]> {
    const answers = new Map(settled.map((answer) => [answer.seq, answer]));
    const found = await this.#database.rows.bulkGet([...answers.keys()]);
    const records = found.filter((record) => record !== undefined).filter(({ doc }) => doc !== '');
    const answered = records.map((record) => {
      const answer = answers.get(record.seq)!;
      return rewait(record, 'held' in answer ? { waits: 'held', reason: answer.held } : { up: answer.up });
    });
    await this.replace(records, answered);
    return [...new Set(answered.map(({ doc }) => doc))];
  }

  /** Keeps the receipt, and the cursor unless it is null; returns the receipt that was there. */
  async keepLink(cursor: Cursor | null, receipt: UpstreamReceipt): Promise<UpstreamReceipt | null> {
    const { link } = this.#database;
    const before = (await link.get('link')) ?? { cursor: null, receipt: null };
    await link.put({ cursor: cursor ?? before.cursor, receipt }, 'link');
    return before.receipt;
  }

  /** The log lost something: whoever was served from it compares what it has (S4). */
  renew(epoch: string): void {
    this.#head = { ...this.#head, epoch };
  }

  async end(): Promise<Head> {
    if (this.#head !== this.#before) await this.#database.log.put(this.#head, 'head');
    const { epoch, seq, tag } = this.#head;
    return { epoch, seq, tag };
  }

  /** Puts rows in the place of these, at the same positions. */
  async replace(before: readonly RowRecord[], after: readonly RowRecord[]): Promise<void> {
    for (const record of before) this.count(record, -1);
    for (const record of after) this.count(record, 1);
    await Promise.all([this.#database.rows.bulkPut(after), this.#note(after)]);
  }

  /** Counts what waits to be pushed. */
  count(record: RowRecord, sign: 1 | -1): void {
    if (!('waits' in record) || record.waits !== 'pending') return;
    const { pendingRows, pendingBytes } = this.#head;
    const bytes = sign * record.update.byteLength;
    this.#head = { ...this.#head, pendingRows: pendingRows + sign, pendingBytes: pendingBytes + bytes };
  }

  /** Raises each document's last position and its greatest upstream position to those of these rows. */
  async #note(records: readonly RowRecord[]): Promise<void> {
    const { documents } = this.#database;
    const ids = [...new Set(records.map(({ doc }) => doc))];
    const known = await documents.bulkGet(ids);
    const noted = new Map(ids.map((doc, i): [DocumentId, DocumentRecord] => [doc, known[i] ?? { doc, seq: 0, up: 0 }]));
    for (const record of records) {
      const { doc, seq, up } = noted.get(record.doc)!;
      const recordUp = 'up' in record ? record.up : 0;
      noted.set(doc, { doc, seq: Math.max(seq, record.seq), up: Math.max(up, recordUp) });
    }
    await documents.bulkPut([...noted.values()]);
  }

  /** The first account that uses a clientID keeps it (S8). */
  async #bind(sealed: readonly SealedRow[]): Promise<void> {
    const { bindings } = this.#database;
    const claims = sealed.flatMap(({ doc, authors }) =>
      authors.map(([client, account, device]) => ({ doc, client, account, device })),
    );
    const bound = await bindings.bulkGet(claims.map(({ doc, client }) => [doc, client]));
    const free = claims.filter((_, i) => bound[i] === undefined);
    await bindings.bulkPut(free.reverse()); // of two claims in one commit the first is written last
  }
}
