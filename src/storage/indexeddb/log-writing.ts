import { Dexie } from 'dexie';
import { assert } from '../../base/assert.ts';
import { equalBytes } from '../../base/bytes.ts';
import type { DocumentId } from '../../classroom/document-id.ts';
import type { Cursor } from '../../protocol/messages.ts';
import {
  type Compaction,
  DAMAGED,
  DAMAGED_COPY,
  type Erased,
  type Head,
  type Settled,
  type UpstreamReceipt,
} from '../../sync/ports.ts';
import type { CartableDatabase, DocumentRecord, HeadRecord } from './cartable-database.ts';
import { bare, isSetAside, reasonOf, type RowRecord, rewait, type SealedRow, type Waiting } from './row-record.ts';

/** A compaction ready to be written. */
export interface SealedCompaction extends Pick<Required<Compaction>, 'upTo' | 'receipted' | 'archive'> {
  readonly together: SealedRow;
  readonly empty: SealedRow;
}

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
    for (const record of records) this.#count(record, 1);
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
    await this.#replace(records, answered);
    return [...new Set(answered.map(({ doc }) => doc))];
  }

  /** Puts what is held back into the outbox, all or what is held for one reason; returns the documents concerned, sorted. */
  async release(reason?: string): Promise<DocumentId[]> {
    const held = [['held', Dexie.minKey], ['held', Dexie.maxKey], true] as const;
    const all = await this.#database.rows
      .where('[waits+seq]')
      .between(...held)
      .toArray();
    const records = all.filter((record) => !isSetAside(record) && reasonOf(record) === (reason ?? reasonOf(record)));
    await this.#replace(
      records,
      records.map((record) => rewait(record, { waits: 'pending' })),
    );
    return [...new Set(records.map(({ doc }) => doc))].sort();
  }

  /**
   * Sets a row aside that was found damaged, unless it is another one by now (a hash takes turns, in which a transaction would
   * end); returns the documents concerned then, none where the row says nothing.
   */
  async setAside(found: RowRecord, empty: SealedRow, epoch: string): Promise<DocumentId[] | undefined> {
    const { rows } = this.#database;
    const record = await rows.get(found.seq);
    const isSame = record && equalBytes(record.update, found.update) && equalBytes(record.hash, found.hash);
    if (!isSame || isSetAside(record)) return undefined;
    if (record.doc === '') {
      await rows.put({ ...record, ...empty }); // nothing is lost
      return [];
    }
    const reason = 'up' in record ? DAMAGED_COPY : DAMAGED;
    await this.#replace([record], [rewait(record, { waits: 'held', reason })]);
    this.#head = { ...this.#head, epoch };
    return [record.doc];
  }

  /** Puts what waits of a document with the upstream, up to a position; what is held stays held, but for damaged copies, which leave. */
  async confirm(doc: DocumentId, upToSeq: number, up: number, empty: SealedRow): Promise<void> {
    const unsettled = [
      [doc, 'pending'],
      [doc, 'unproven'],
    ];
    const waiting = await this.#database.rows.where('[doc+waits]').anyOf(unsettled).toArray();
    const records = waiting.filter(({ seq }) => seq <= upToSeq);
    await this.#replace(
      records,
      records.map((record) => rewait(record, { up })),
    );
    const held = await this.#heldOf(doc);
    await this.#emptyHeld(
      held.filter((record) => reasonOf(record) === DAMAGED_COPY),
      empty,
    );
  }

  /** Empties those of these rows that are damaged and nowhere else, as far as is known; returns the documents concerned, sorted. */
  async letGo(seqs: readonly number[], empty: SealedRow): Promise<DocumentId[]> {
    const found = await this.#database.rows.bulkGet([...seqs]);
    const damaged = found.filter((record) => record !== undefined).filter((record) => reasonOf(record) === DAMAGED);
    await this.#emptyHeld(damaged, empty);
    return [...new Set(damaged.map(({ doc }) => doc))].sort();
  }

  /** Leaves nothing but their positions of rows that are held, nor of a document that has no others. */
  async #emptyHeld(held: readonly RowRecord[], empty: SealedRow): Promise<void> {
    await this.#database.rows.bulkPut(held.map((record) => ({ ...rewait(record, { up: 0 }), ...empty })));
    for (const doc of new Set(held.map((record) => record.doc))) {
      if ((await this.#rowsOf(doc)).length === 0) await this.#forget(doc, [], empty);
    }
  }

  /** Empties the rows of those documents that wait for nothing; returns which. */
  async purge(docs: readonly DocumentId[], empty: SealedRow): Promise<DocumentId[]> {
    const leaving: DocumentId[] = [];
    for (const doc of docs) {
      const records = await this.#rowsOf(doc);
      if (records.length === 0 || records.some((record) => 'waits' in record)) continue;
      await this.#forget(doc, records, empty);
      leaving.push(doc);
    }
    return leaving;
  }

  /** Empties all rows of these documents, whatever they wait for. */
  async erase(docs: readonly DocumentId[], empty: SealedRow): Promise<Erased> {
    const { archive } = this.#database;
    const documents: DocumentId[] = [];
    let rows = 0;
    for (const doc of docs) {
      const records = await this.#rowsOf(doc);
      if (records.length === 0) continue;
      const archived = await archive
        .where('[doc+seq]')
        .between(...allWith(doc))
        .primaryKeys();
      rows += new Set([...records.map(({ seq }) => seq), ...archived]).size;
      await this.#forget(doc, records, empty);
      documents.push(doc);
    }
    return { documents, rows };
  }

  #heldOf(doc: DocumentId): Promise<RowRecord[]> {
    return this.#database.rows.where('[doc+waits]').equals([doc, 'held']).toArray();
  }

  #rowsOf(doc: DocumentId): Promise<RowRecord[]> {
    const range = this.#database.rows.where('[doc+seq]').between(...allWith(doc));
    return range.toArray();
  }

  async #forget(doc: DocumentId, records: readonly RowRecord[], empty: SealedRow): Promise<void> {
    const { rows, archive, documents, bindings } = this.#database;
    const after = records.map((record) => ({ ...rewait(record, { up: 'up' in record ? record.up : 0 }), ...empty }));
    for (const record of records) this.#count(record, -1);
    await rows.bulkPut(after);
    await documents.delete(doc);
    await bindings
      .where('[doc+client]')
      .between(...allWith(doc))
      .delete();
    await archive
      .where('[doc+seq]')
      .between(...allWith(doc))
      .delete();
  }

  /** Puts rows together and archives them; false where that may not be. */
  async compact({ together, empty, upTo, receipted, archive: history }: SealedCompaction): Promise<boolean> {
    const { rows, archive } = this.#database;
    const isDropped = history === 'dropped';
    const range = [[together.doc, Dexie.minKey], [together.doc, upTo], true, true] as const;
    const found = await rows
      .where('[doc+seq]')
      .between(...range)
      .toArray();
    const damaged = isDropped ? (await this.#heldOf(together.doc)).filter(isSetAside) : [];
    const records = isDropped ? found.filter((record) => !isSetAside(record)) : found;
    const isReceipted = (record: RowRecord) => 'up' in record || (receipted === 'here' && record.waits === 'pending');
    if (records.length < (isDropped ? 1 : 2) || !records.every(isReceipted)) return false;
    const last = records.at(-1)!;
    const archived = () => archive.where('[doc+seq]').between(...range);
    const known = await archived().last();
    if (isDropped) await archived().delete();
    else await archive.bulkAdd(records.filter(({ seq }) => seq > (known?.seq ?? 0)).map(bare));
    const up = Math.max(...records.map((record) => ('up' in record ? record.up : 0)));
    const after = records.map((record): RowRecord => {
      if (record === last) return { ...record, ...together, ...('up' in record && { up }) };
      return { seq: record.seq, tag: record.tag, ...empty, up: 'up' in record ? record.up : 0 };
    });
    for (const record of records) this.#count(record, -1);
    for (const record of after) this.#count(record, 1);
    await rows.bulkPut(after);
    await rows.bulkPut(damaged.map((record) => ({ ...rewait(record, { up: 0 }), ...empty })));
    return true;
  }

  /** Takes back what is known of the upstream: no row is with it any more (S4). */
  async distrust(): Promise<void> {
    const { rows, documents, link } = this.#database;
    await rows.toCollection().modify((record, context) => {
      if (reasonOf(record) === DAMAGED_COPY) context.value = rewait(record, { waits: 'held', reason: DAMAGED });
      else if ('up' in record && record.doc !== '') context.value = rewait(record, { waits: 'unproven' });
      else return false;
      return true;
    });
    await documents.toCollection().modify({ up: 0 });
    const cursor = (await link.get('link'))?.cursor ?? null;
    await link.put({ cursor, receipt: null }, 'link');
  }

  /** Keeps the receipt, and the cursor unless it is null; returns the receipt that was there. */
  async keepLink(cursor: Cursor | null, receipt: UpstreamReceipt): Promise<UpstreamReceipt | null> {
    const { link } = this.#database;
    const before = (await link.get('link')) ?? { cursor: null, receipt: null };
    await link.put({ cursor: cursor ?? before.cursor, receipt }, 'link');
    return before.receipt;
  }

  async end(): Promise<Head> {
    if (this.#head !== this.#before) await this.#database.log.put(this.#head, 'head');
    const { epoch, seq, tag } = this.#head;
    return { epoch, seq, tag };
  }

  async #replace(before: readonly RowRecord[], after: readonly RowRecord[]): Promise<void> {
    for (const record of before) this.#count(record, -1);
    for (const record of after) this.#count(record, 1);
    await Promise.all([this.#database.rows.bulkPut(after), this.#note(after)]);
  }

  #count(record: RowRecord, sign: 1 | -1): void {
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

/** Bounds of the compound keys that begin with this document. */
const allWith = (doc: DocumentId) =>
  [
    [doc, Dexie.minKey],
    [doc, Dexie.maxKey],
  ] as const;
