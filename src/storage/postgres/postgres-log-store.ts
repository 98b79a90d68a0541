import { newId, type RandomBytes, secureRandomBytes } from '../../base/ids.ts';
import type { DocumentId } from '../../classroom/document-id.ts';
import type { Author, Cursor } from '../../protocol/messages.ts';
import {
  type Change,
  type Compaction,
  type Content,
  type DocumentState,
  type DraftRow,
  type Erased,
  type Head,
  type HeldRow,
  isDamaged,
  type LogStore,
  type ReceiptLevel,
  type Row,
  type Settled,
  type Settlement,
  type UpstreamReceipt,
} from '../../sync/ports.ts';
import { receiptLevel, sameReceipt } from '../../sync/receipt-level.ts';
import { LOG } from './log-statements.ts';
import type { PostgresDatabase, Reading, Writing } from './postgres-database.ts';
import { getState, putState } from './postgres-state.ts';
import {
  heldFrom,
  isSound,
  type ReasonedRecord,
  type RowRecord,
  rowFrom,
  rowInTurn,
  seal,
  sealNothing,
  type SealedRow,
} from './row-record.ts';

/** One school's log in PostgreSQL, which several servers may share; acks after the fsync (S2). */
export class PostgresLogStore implements LogStore {
  readonly #database: PostgresDatabase;
  readonly #random: RandomBytes;

  /** Gives a new school its epoch. */
  static async open(database: PostgresDatabase, random: RandomBytes = secureRandomBytes): Promise<PostgresLogStore> {
    await database.write(async (writing) => {
      await putState(writing, 'epoch', (await getState<string>(writing, 'epoch')) ?? newId(random));
    });
    return new PostgresLogStore(database, random);
  }

  private constructor(database: PostgresDatabase, random: RandomBytes) {
    this.#database = database;
    this.#random = random;
  }

  head(): Promise<Head> {
    return this.#database.read((reading) => this.#head(reading));
  }

  async append(rows: readonly DraftRow[]): Promise<Head> {
    const sealed = rows.map(seal);
    return this.#database.write((writing) => this.#insert(writing, sealed, () => null));
  }

  async bears({ seq, tag }: { readonly seq: number; readonly tag: string }): Promise<boolean> {
    if (seq === 0) return tag === '';
    const [row] = await this.#database.read(({ ask }) => ask<{ tag: string }>(LOG.tag, [seq]));
    return row?.tag === tag;
  }

  async rowsBetween(after: number, upTo: number): Promise<Row[]> {
    return (await this.#database.read(({ ask }) => ask<ReasonedRecord>(LOG.between, [after, upTo]))).map(rowInTurn);
  }

  async rowsOf(doc: DocumentId, afterSeq = 0): Promise<Row[]> {
    return (await this.#database.read(({ ask }) => ask<RowRecord>(LOG.of, [doc, afterSeq]))).map(rowFrom);
  }

  async contentOf(doc: DocumentId, afterSeq = 0): Promise<Content> {
    return { base: undefined, upTo: afterSeq, rows: await this.rowsOf(doc, afterSeq) };
  }

  async documents(ids: readonly DocumentId[]): Promise<DocumentState[]> {
    const records = await this.#database.read(({ ask }) =>
      ask<{ seq: number; authors: Author[] | null }>(LOG.documents, [ids]),
    );
    return records.map(({ seq, authors }) => ({ seq, authors: authors ?? [] }));
  }

  async documentIds(): Promise<DocumentId[]> {
    const records = await this.#database.read(({ ask }) => ask<{ doc: DocumentId }>(LOG.documentIds));
    return records.map(({ doc }) => doc);
  }

  async pending(maxBytes: number, except: ReadonlySet<DocumentId> = new Set()): Promise<Row[]> {
    const asked = [[...except], maxBytes];
    return (await this.#database.read(({ ask }) => ask<RowRecord>(LOG.pending, asked))).map(rowFrom);
  }

  async pendingCount(): Promise<{ rows: number; bytes: number }> {
    const [count] = await this.#database.read(({ ask }) => ask<{ rows: number; bytes: number }>(LOG.pendingCount));
    return count!;
  }

  async firstUnsettled(): Promise<number | undefined> {
    const [first] = await this.#database.read(({ ask }) => ask<{ seq: number | null }>(LOG.firstUnsettled));
    return first?.seq ?? undefined;
  }

  async unproven(): Promise<DocumentId[]> {
    const records = await this.#database.read(({ ask }) => ask<{ doc: DocumentId }>(LOG.unproven));
    return records.map(({ doc }) => doc);
  }

  async held(): Promise<HeldRow[]> {
    return (await this.#database.read(({ ask }) => ask<ReasonedRecord>(LOG.held))).map(heldFrom);
  }

  async setAside(seq: number): Promise<boolean> {
    const { update, hash } = sealNothing();
    return this.#database.write(async (writing) => {
      const [record] = await writing.ask<ReasonedRecord>(LOG.one, [seq]);
      if (!record) return false;
      if (isDamaged(record.reason ?? undefined)) return true;
      if (isSound(record)) return false;
      if (record.doc === '') {
        await writing.ask(LOG.mend, [seq, update, hash]); // it said nothing, so nothing is lost
        return true;
      }
      await writing.ask(LOG.setAside, [seq]);
      await putState(writing, 'epoch', newId(this.#random));
      writing.tell(LESS);
      return true;
    });
  }

  async cursor(): Promise<Cursor | null> {
    return (await this.#database.read((reading) => getState<Cursor>(reading, 'cursor'))) ?? null;
  }

  async receipt(): Promise<UpstreamReceipt | null> {
    return (await this.#database.read((reading) => getState<UpstreamReceipt>(reading, 'receipt'))) ?? null;
  }

  async settle({ settled, rows, cursor, receipt }: Settlement): Promise<Head> {
    const sealed = rows.map(seal);
    const ups = rows.map(({ up }) => up);
    return this.#database.write(async (writing) => {
      const answered = await this.#answer(writing, settled);
      const head = await this.#insert(writing, sealed, (i) => ups[i]!);
      if (cursor) await putState(writing, 'cursor', cursor);
      const before = (await getState<UpstreamReceipt>(writing, 'receipt')) ?? null;
      await putState(writing, 'receipt', receipt);
      if (!sameReceipt(before, receipt)) writing.tell({ what: 'link', docs: [] });
      else if (answered.length > 0) writing.tell({ what: 'link', docs: answered });
      return head;
    });
  }

  async offerAgain(reason?: string): Promise<DocumentId[]> {
    return this.#database.write(async (writing) => {
      const released = await writing.ask<{ doc: DocumentId }>(LOG.release, [reason ?? null]);
      const docs = released.map(({ doc }) => doc);
      if (docs.length > 0) writing.tell({ what: 'log', docs });
      return docs;
    });
  }

  async letGo(seqs: readonly number[]): Promise<DocumentId[]> {
    const { update, hash } = sealNothing();
    return this.#database.write(async (writing) => {
      const damaged = await writing.ask<{ doc: DocumentId }>(LOG.damagedAmong, [seqs]);
      const docs = damaged.map(({ doc }) => doc);
      if (docs.length === 0) return docs;
      await writing.ask(LOG.emptyDamagedAmong, [seqs, update, hash]);
      for (const doc of docs) await writing.ask(LOG.forgetEmpty, [doc]);
      writing.tell({ what: 'log', docs });
      return docs;
    });
  }

  async distrustUpstream(): Promise<void> {
    await this.#database.write(async (writing) => {
      await writing.ask(LOG.distrustRows);
      await writing.ask(LOG.distrustCopies);
      await writing.ask(LOG.distrustDocuments);
      await putState(writing, 'receipt', null);
      writing.tell({ what: 'link', docs: [] });
    });
  }

  async confirm(doc: DocumentId, upToSeq: number, up: number): Promise<void> {
    const { update, hash } = sealNothing();
    await this.#database.write(async (writing) => {
      await writing.ask(LOG.confirm, [doc, up, upToSeq]);
      const emptied = await writing.ask(LOG.emptyCopies, [doc, update, hash]);
      if (emptied.length > 0) await writing.ask(LOG.forgetEmpty, [doc]);
      writing.tell({ what: 'link', docs: [doc] });
    });
  }

  async purge(docs: readonly DocumentId[]): Promise<DocumentId[]> {
    const { update, hash } = sealNothing();
    return this.#database.write(async (writing) => {
      const left = await writing.ask<{ doc: DocumentId }>(LOG.purge, [docs, update, hash]);
      const leaving = new Set(left.map(({ doc }) => doc));
      if (leaving.size > 0) writing.tell(LESS);
      return docs.filter((doc) => leaving.has(doc));
    });
  }

  async erase(docs: readonly DocumentId[]): Promise<Erased> {
    const { update, hash } = sealNothing();
    return this.#database.write(async (writing) => {
      const left = await writing.ask<{ doc: DocumentId; rows: number }>(LOG.erase, [docs, update, hash]);
      const rowsOf = new Map(left.map(({ doc, rows }) => [doc, Number(rows)]));
      const documents = docs.filter((doc) => rowsOf.has(doc));
      if (documents.length > 0) writing.tell(LESS);
      return { documents, rows: [...rowsOf.values()].reduce((sum, rows) => sum + rows, 0) };
    });
  }

  async compact({ row, upTo, receipted, archive }: Compaction): Promise<boolean> {
    const { doc, author, device, authors, hash, update } = seal(row);
    const empty = sealNothing();
    const here = receipted === 'here';
    const values = [
      doc,
      upTo,
      here,
      author,
      device,
      authors,
      update,
      hash,
      empty.update,
      empty.hash,
      archive === 'dropped',
    ];
    return this.#database.write(async (writing) => {
      const isDone = (await writing.ask(LOG.compact, values)).length > 0;
      if (isDone && archive === 'dropped') writing.tell(LESS);
      return isDone;
    });
  }

  async archivedRowsOf(doc: DocumentId): Promise<Row[]> {
    return (await this.#database.read(({ ask }) => ask<RowRecord>(LOG.archivedOf, [doc]))).map(rowFrom);
  }

  async *longDocuments(rows: number): AsyncGenerator<DocumentId[]> {
    const records = await this.#database.read(({ ask }) => ask<{ doc: DocumentId }>(LOG.longDocuments, [rows]));
    yield records.map(({ doc }) => doc);
  }

  async levels(ids: readonly DocumentId[]): Promise<ReceiptLevel[]> {
    const records = await this.#database.read(({ ask }) => ask<WhereaboutsRecord>(LOG.whereabouts, [ids]));
    const receipt = JSON.parse(records[0]?.receipt ?? 'null') as UpstreamReceipt | null;
    return records.map(({ doc, up, waits }) =>
      receiptLevel(doc, up === null ? undefined : { up, onlyHere: waits }, receipt),
    );
  }

  /** Closes the database, also for the other stores on it. */
  close(): Promise<void> {
    return this.#database.close();
  }

  async #head({ ask }: Reading): Promise<Head> {
    const [head] = await ask<{ epoch: string; seq: number | null; tag: string | null }>(LOG.head);
    return { epoch: JSON.parse(head!.epoch) as string, seq: head!.seq ?? 0, tag: head!.tag ?? '' };
  }

  /** Returns the documents concerned. Of two answers to one row the last one counts. */
  async #answer({ ask }: Writing, settled: readonly Settled[]): Promise<DocumentId[]> {
    if (settled.length === 0) return [];
    const answers = [...new Map(settled.map((answer) => [answer.seq, answer])).values()];
    const answered = await ask<{ doc: DocumentId }>(LOG.settle, [
      answers.map(({ seq }) => seq),
      answers.map((answer) => ('up' in answer ? answer.up : null)),
      answers.map((answer) => ('held' in answer ? answer.held : null)),
    ]);
    return answered.map(({ doc }) => doc);
  }

  /** `upOf` says the upstream's position of the row at an index, null where it is pending. Returns the head after it. */
  async #insert(writing: Writing, rows: readonly SealedRow[], upOf: (index: number) => number | null): Promise<Head> {
    if (rows.length === 0) return this.#head(writing);
    const tag = newId(this.#random);
    const bound = rows.flatMap(({ doc, clients }) => clients.map((client) => [doc, ...client] as const));
    const [last] = await writing.ask<{ seq: number; epoch: string }>(LOG.append, [
      rows.map(({ doc }) => doc),
      rows.map(({ author }) => author),
      rows.map(({ device }) => device),
      rows.map(({ authors }) => authors),
      rows.map((_, index) => upOf(index)),
      rows.map(({ hash }) => hash),
      rows.map(({ update }) => update),
      tag,
      ...[0, 1, 2, 3].map((column) => bound.map((binding) => binding[column])),
    ]);
    writing.tell({ what: 'log', docs: [...new Set(rows.map(({ doc }) => doc))] });
    return { epoch: JSON.parse(last!.epoch) as string, seq: last!.seq, tag };
  }
}

/**
 * Rows say less than they did. Told as a change of any document, since one that is named has only grown: whoever keeps documents
 * in memory reads on from where it was. It is rare, and costs one look at each document.
 */
const LESS: Change = { what: 'log', docs: [] };

interface WhereaboutsRecord {
  readonly doc: DocumentId;
  /** Null where no row of it is here. */
  readonly up: number | null;
  readonly waits: boolean;
  readonly receipt: string | null;
}
