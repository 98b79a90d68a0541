import { Dexie } from 'dexie';
import { assert } from '../../base/assert.ts';
import { newId, secureRandomBytes } from '../../base/ids.ts';
import type { DocumentId } from '../../classroom/document-id.ts';
import type { Author, Cursor } from '../../protocol/messages.ts';
import type {
  Compaction,
  Content,
  DocumentState,
  DraftRow,
  Erased,
  Head,
  HeldRow,
  LogStore,
  ReceiptLevel,
  Row,
  Settlement,
  UpstreamReceipt,
} from '../../sync/ports.ts';
import { DAMAGED_COPY } from '../../sync/ports.ts';
import { receiptLevel, sameReceipt } from '../../sync/receipt-level.ts';
import { allWith, type CartableDatabase, type HeadRecord, type LinkRecord } from './cartable-database.ts';
import type { BroadcastChanges } from './changes.ts';
import { orStorageFailure } from './failure.ts';
import type { LogRewriting } from './log-rewriting.ts';
import { LogWriting } from './log-writing.ts';
import {
  isSetAside,
  isSound,
  readHeld,
  readRows,
  reasonOf,
  type RowRecord,
  seal,
  type SealedRow,
  sealNothing,
} from './row-record.ts';

/** Rows of the outbox read at a time. */
const PENDING_BATCH = 100;

/** What a damaged row of that log said, where that can be told with certainty from elsewhere on this device. */
export type Recover = (damaged: Row, database: CartableDatabase) => Promise<DraftRow | undefined>;

/** A device's log in IndexedDB: a promise resolves once its strict transaction is complete (S1). */
export class DexieLogStore implements LogStore {
  readonly #database: CartableDatabase;
  readonly #changes: BroadcastChanges;
  readonly #recover: Recover | undefined;
  #lastSealed: Promise<unknown> = Promise.resolve();

  /** `recover` is asked for a damaged row that is nowhere else. */
  constructor(database: CartableDatabase, changes: BroadcastChanges, recover?: Recover) {
    this.#database = database;
    this.#changes = changes;
    this.#recover = recover;
  }

  async head(): Promise<Head> {
    const { epoch, seq, tag } = await this.#headRecord();
    return { epoch, seq, tag };
  }

  async append(rows: readonly DraftRow[]): Promise<Head> {
    const sealed = await this.#sealInTurn(rows);
    const head = await this.#write((log) => log.insert(sealed, newId(secureRandomBytes), () => ({ waits: 'pending' })));
    if (sealed.length > 0) this.#changes.announce({ what: 'log', docs: documentsOf(sealed) });
    return head;
  }

  async bears({ seq, tag }: { readonly seq: number; readonly tag: string }): Promise<boolean> {
    const row = await orStorageFailure(() => this.#database.rows.get(seq));
    return seq === 0 ? tag === '' : row?.tag === tag;
  }

  async rowsBetween(after: number, upTo: number): Promise<Row[]> {
    const range = this.#database.rows.where('seq').between(after, upTo, false, true);
    const [records, empty] = await Promise.all([orStorageFailure(() => range.toArray()), sealNothing()]);
    return readRows(records.map((record) => (isSetAside(record) ? { ...record, ...empty } : record)));
  }

  async rowsOf(doc: DocumentId, afterSeq = 0): Promise<Row[]> {
    const range = this.#database.rows.where('[doc+seq]').between([doc, afterSeq], [doc, Dexie.maxKey], false, true);
    const records = await orStorageFailure(() => range.toArray());
    return readRows(records.filter((record) => !isSetAside(record)));
  }

  async contentOf(doc: DocumentId, afterSeq = 0): Promise<Content> {
    return { base: undefined, upTo: afterSeq, rows: await this.rowsOf(doc, afterSeq) };
  }

  async documents(ids: readonly DocumentId[]): Promise<DocumentState[]> {
    const { documents, bindings } = this.#database;
    const boundTo = (id: DocumentId) =>
      bindings
        .where('[doc+client]')
        .between(...allWith(id))
        .toArray();
    const [known, bound] = await this.#read(() =>
      Promise.all([documents.bulkGet([...ids]), Promise.all(ids.map(boundTo))]),
    );
    return ids.map((_, i) => ({
      seq: known[i]?.seq ?? 0,
      authors: (bound[i] ?? []).map(({ client, account, device }): Author => [client, account, device]),
    }));
  }

  async documentIds(): Promise<DocumentId[]> {
    return orStorageFailure(() => this.#database.documents.toCollection().primaryKeys());
  }

  async pending(maxBytes: number, except: ReadonlySet<DocumentId> = new Set()): Promise<Row[]> {
    const found: RowRecord[] = [];
    let bytes = 0;
    for (let after = 0; ;) {
      const batch = await orStorageFailure(() => this.#waiting('pending', after).limit(PENDING_BATCH).toArray());
      for (const record of batch) {
        if (except.has(record.doc)) continue;
        bytes += record.update.byteLength;
        if (found.length > 0 && bytes > maxBytes) return readRows(found);
        found.push(record);
      }
      if (batch.length < PENDING_BATCH) return readRows(found);
      after = batch.at(-1)!.seq;
    }
  }

  async pendingCount(): Promise<{ rows: number; bytes: number }> {
    const { pendingRows, pendingBytes } = await this.#headRecord();
    return { rows: pendingRows, bytes: pendingBytes };
  }

  async firstUnsettled(): Promise<number | undefined> {
    const first = (waits: 'pending' | 'unproven') => this.#waiting(waits).limit(1).primaryKeys();
    const [pending, unproven] = await this.#read(() => Promise.all([first('pending'), first('unproven')]));
    return [...pending, ...unproven].sort((a, b) => a - b)[0];
  }

  async held(): Promise<HeldRow[]> {
    return readHeld(await orStorageFailure(() => this.#waiting('held').toArray()));
  }

  async setAside(seq: number): Promise<boolean> {
    const [record, empty] = await Promise.all([orStorageFailure(() => this.#database.rows.get(seq)), sealNothing()]);
    if (record && isSetAside(record)) return true;
    if (!record || (await isSound(record))) return false;
    const recovered =
      record.doc !== '' && !('up' in record) ? await this.#recover?.(record, this.#database) : undefined;
    const sealed = recovered && (await seal(recovered));
    let docs: DocumentId[] | undefined;
    await this.#rewrite(async (log) => {
      docs = await log.setAside(record, { empty, recovered: sealed }, newId(secureRandomBytes));
    });
    if (docs && docs.length > 0) this.#changes.announce({ what: 'log', docs });
    return docs !== undefined;
  }

  async offerAgain(reason?: string): Promise<DocumentId[]> {
    let docs: DocumentId[] = [];
    await this.#rewrite(async (log) => {
      docs = await log.release(reason);
    });
    if (docs.length > 0) this.#changes.announce({ what: 'log', docs });
    return docs;
  }

  async letGo(seqs: readonly number[]): Promise<DocumentId[]> {
    const empty = await sealNothing();
    let docs: DocumentId[] = [];
    await this.#rewrite(async (log) => {
      docs = await log.letGo(seqs, empty);
    });
    if (docs.length > 0) this.#changes.announce({ what: 'log', docs });
    return docs;
  }

  async cursor(): Promise<Cursor | null> {
    return (await this.#link())?.cursor ?? null;
  }

  async receipt(): Promise<UpstreamReceipt | null> {
    return (await this.#link())?.receipt ?? null;
  }

  async settle({ settled, rows, cursor, receipt }: Settlement): Promise<Head> {
    const ups = rows.map(({ up }) => up);
    const sealed = await this.#sealInTurn(rows);
    let moved: readonly DocumentId[] = [];
    let before: UpstreamReceipt | null = null;
    const head = await this.#write(async (log) => {
      moved = await log.answer(settled);
      await log.insert(sealed, newId(secureRandomBytes), (i) => ({ up: ups[i]! }));
      before = await log.keepLink(cursor, receipt);
    });
    if (sealed.length > 0) this.#changes.announce({ what: 'log', docs: documentsOf(sealed) });
    if (!sameReceipt(before, receipt)) this.#changes.announce({ what: 'link', docs: [] });
    else if (moved.length > 0) this.#changes.announce({ what: 'link', docs: moved });
    return head;
  }

  async distrustUpstream(): Promise<void> {
    await this.#rewrite((log) => log.distrust());
    this.#changes.announce({ what: 'link', docs: [] });
  }

  async confirm(doc: DocumentId, upToSeq: number, up: number): Promise<void> {
    const empty = await sealNothing();
    await this.#rewrite((log) => log.confirm(doc, upToSeq, up, empty));
    this.#changes.announce({ what: 'link', docs: [doc] });
  }

  async unproven(): Promise<DocumentId[]> {
    const [unproven, held] = await this.#read(() =>
      Promise.all([this.#waiting('unproven').toArray(), this.#waiting('held').toArray()]),
    );
    const copies = held.filter((record) => reasonOf(record) === DAMAGED_COPY);
    return documentsOf([...unproven, ...copies]).sort();
  }

  async purge(docs: readonly DocumentId[]): Promise<DocumentId[]> {
    const empty = await sealNothing();
    let leaving: DocumentId[] = [];
    await this.#rewrite(async (log) => {
      leaving = await log.purge(docs, empty);
    });
    if (leaving.length > 0) this.#changes.announce({ what: 'log', docs: leaving });
    return leaving;
  }

  async erase(docs: readonly DocumentId[]): Promise<Erased> {
    const empty = await sealNothing();
    let erased: Erased = { documents: [], rows: 0 };
    await this.#rewrite(async (log) => {
      erased = await log.erase(docs, empty);
    });
    if (erased.documents.length > 0) this.#changes.announce({ what: 'log', docs: erased.documents });
    return erased;
  }

  async compact({ row, upTo, receipted, archive = 'kept' }: Compaction): Promise<boolean> {
    const [together, empty] = await Promise.all([seal(row), sealNothing()]);
    let isDone = false;
    await this.#rewrite(async (log) => {
      isDone = await log.compact({ together, empty, upTo, receipted, archive });
    });
    return isDone;
  }

  async archivedRowsOf(doc: DocumentId): Promise<Row[]> {
    const range = this.#database.archive.where('[doc+seq]').between(...allWith(doc));
    return readRows(await orStorageFailure(() => range.toArray()));
  }

  async *longDocuments(rows: number): AsyncGenerator<DocumentId[]> {
    const { longDocuments } = await import('./long-documents.ts'); // for a quiet moment
    yield* longDocuments(this.#database, rows);
  }

  async levels(ids: readonly DocumentId[]): Promise<ReceiptLevel[]> {
    const { rows, documents, link } = this.#database;
    const waitingOf = (id: DocumentId) =>
      rows
        .where('[doc+waits]')
        .between(...allWith(id))
        .limit(1)
        .primaryKeys();
    const [bond, known, waiting] = await this.#read(() =>
      Promise.all([link.get('link'), documents.bulkGet([...ids]), Promise.all(ids.map(waitingOf))]),
    );
    return ids.map((id, i) => {
      const document = known[i];
      const whereabouts = document && { up: document.up, onlyHere: waiting[i]!.length > 0 };
      return receiptLevel(id, whereabouts, bond?.receipt ?? null);
    });
  }

  /** Closes the database, also for the other stores on it. */
  async close(): Promise<void> {
    this.#database.close();
  }

  async #headRecord(): Promise<HeadRecord> {
    const head = await orStorageFailure(() => this.#database.log.get('head'));
    assert(head, 'a database is created with the head of its log');
    return head;
  }

  #link(): Promise<LinkRecord | undefined> {
    return orStorageFailure(() => this.#database.link.get('link'));
  }

  #waiting(waits: 'pending' | 'held' | 'unproven', afterSeq = 0) {
    const range = [[waits, afterSeq], [waits, Dexie.maxKey], false] as const;
    return this.#database.rows.where('[waits+seq]').between(...range);
  }

  /** Hashing takes its time, but rows are written in the order in which the calls came. */
  #sealInTurn(rows: readonly DraftRow[]): Promise<SealedRow[]> {
    const sealing = Promise.all(rows.map(seal));
    const inTurn = Promise.allSettled([this.#lastSealed, sealing]).then(() => sealing);
    this.#lastSealed = inTurn;
    return inTurn;
  }

  #read<Value>(task: () => Promise<Value>): Promise<Value> {
    const { rows, documents, bindings, link } = this.#database;
    return orStorageFailure(() => this.#database.transaction('r', [rows, documents, bindings, link], task));
  }

  /** What rewrites rows is brought when it is first needed. */
  async #rewrite(task: (log: LogRewriting) => Promise<void>): Promise<void> {
    const { LogRewriting } = await import('./log-rewriting.ts');
    await this.#write((log) => task(new LogRewriting(this.#database, log)));
  }

  #write(task: (log: LogWriting) => Promise<void>): Promise<Head> {
    const { log, rows, archive, documents, bindings, link } = this.#database;
    return orStorageFailure(() =>
      this.#database.transaction('rw', [log, rows, archive, documents, bindings, link], async () => {
        const writing = await LogWriting.begin(this.#database);
        await task(writing);
        return writing.end();
      }),
    );
  }
}

const documentsOf = (rows: readonly { readonly doc: DocumentId }[]) => [...new Set(rows.map(({ doc }) => doc))];
