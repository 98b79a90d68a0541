import { equalBytes } from '../../base/bytes.ts';
import type { DocumentId } from '../../classroom/document-id.ts';
import { type Compaction, DAMAGED, DAMAGED_COPY, type Erased } from '../../sync/ports.ts';
import { allWith, type CartableDatabase } from './cartable-database.ts';
import type { LogWriting } from './log-writing.ts';
import { bare, isSetAside, reasonOf, type RowRecord, rewait, type SealedRow } from './row-record.ts';

/** A compaction ready to be written. */
export interface SealedCompaction extends Pick<Required<Compaction>, 'upTo' | 'receipted' | 'archive'> {
  readonly together: SealedRow;
  readonly empty: SealedRow;
}

/** What one transaction changes of rows that are in the log: all that a start can do without. */
export class LogRewriting {
  readonly #database: CartableDatabase;
  readonly #writing: LogWriting;

  constructor(database: CartableDatabase, writing: LogWriting) {
    this.#database = database;
    this.#writing = writing;
  }

  /** Puts what is held back into the outbox, all or what is held for one reason; returns the documents concerned, sorted. */
  async release(reason?: string): Promise<DocumentId[]> {
    const all = await this.#database.rows
      .where('[waits+seq]')
      .between(...allWith('held'))
      .toArray();
    const records = all.filter((record) => !isSetAside(record) && reasonOf(record) === (reason ?? reasonOf(record)));
    await this.#writing.replace(
      records,
      records.map((record) => rewait(record, { waits: 'pending' })),
    );
    return [...new Set(records.map(({ doc }) => doc))].sort();
  }

  /**
   * Sets a row aside that was found damaged, unless it is another one by now (a hash takes turns, in which a transaction would
   * end); returns the documents concerned then, none where the row says nothing. What was recovered comes in its place.
   */
  async setAside(
    found: RowRecord,
    { empty, recovered }: { readonly empty: SealedRow; readonly recovered: SealedRow | undefined },
    id: string,
  ): Promise<DocumentId[] | undefined> {
    const { rows } = this.#database;
    const record = await rows.get(found.seq);
    const isSame = record && equalBytes(record.update, found.update) && equalBytes(record.hash, found.hash);
    if (!isSame || isSetAside(record)) return undefined;
    if (record.doc === '') {
      await rows.put({ ...record, ...empty }); // nothing is lost
      return [];
    }
    if (recovered) {
      this.#writing.count(record, -1);
      await rows.put({ ...rewait(record, { up: 0 }), ...empty });
      await this.#writing.insert([recovered], id, () => ({ waits: 'pending' }));
      return [record.doc];
    }
    const reason = 'up' in record ? DAMAGED_COPY : DAMAGED;
    await this.#writing.replace([record], [rewait(record, { waits: 'held', reason })]);
    this.#writing.renew(id);
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
    await this.#writing.replace(
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
    for (const record of records) this.#writing.count(record, -1);
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
    const range = [[together.doc, 0], [together.doc, upTo], true, true] as const;
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
    for (const record of records) this.#writing.count(record, -1);
    for (const record of after) this.#writing.count(record, 1);
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
}
