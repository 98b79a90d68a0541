import { newId, type RandomBytes, secureRandomBytes } from '../../base/ids.ts';
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
  Settled,
  Settlement,
  UpstreamReceipt,
} from '../../sync/ports.ts';
import { receiptLevel } from '../../sync/receipt-level.ts';
import { Checkpoints } from './checkpoints.ts';
import { LogRewriting } from './log-rewriting.ts';
import { type LogStatements, prepareLog } from './log-statements.ts';
import { RecentRows } from './recent-rows.ts';
import {
  heldFrom,
  type ReasonedRecord,
  type RowRecord,
  rowFrom,
  rowInTurn,
  seal,
  type SealedRow,
} from './row-record.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { SqliteState } from './sqlite-state.ts';

/** A server's log: one SQLite file, acks after the fsync (S2). */
export class SqliteLogStore implements LogStore {
  readonly #database: SqliteDatabase;
  readonly #random: RandomBytes;
  readonly #state: SqliteState;
  readonly #sql: LogStatements;
  readonly #checkpoints: Checkpoints;
  readonly #rewriting: LogRewriting;
  readonly #recent = new RecentRows();
  /** What was read since the last write: a class of readers asks the same after each row. */
  #known: { head?: Head; unsettled?: { readonly seq: number | null }; held?: HeldRow[] } = {};

  /** Gives a new database its epoch. */
  static async open(database: SqliteDatabase, random: RandomBytes = secureRandomBytes): Promise<SqliteLogStore> {
    const state = new SqliteState(database);
    await database.write(() => state.put('epoch', state.get<string>('epoch') ?? newId(random)));
    return new SqliteLogStore(database, random, state);
  }

  private constructor(database: SqliteDatabase, random: RandomBytes, state: SqliteState) {
    this.#database = database;
    this.#random = random;
    this.#state = state;
    this.#sql = prepareLog(database);
    this.#checkpoints = new Checkpoints(database, this.#sql);
    this.#rewriting = new LogRewriting(this.#sql, this.#checkpoints);
  }

  async head(): Promise<Head> {
    return (this.#known.head ??= this.#database.read(() => this.#head()));
  }

  async append(rows: readonly DraftRow[]): Promise<Head> {
    const sealed = rows.map(seal);
    const { head, due } = await this.#write(() => this.#insert(sealed, () => null));
    this.#checkpoints.make(due);
    return head;
  }

  async bears({ seq, tag }: { readonly seq: number; readonly tag: string }): Promise<boolean> {
    if (seq === 0) return tag === '';
    return this.#database.read(() => this.#sql.tag.get(seq)?.tag === tag);
  }

  async rowsBetween(after: number, upTo: number): Promise<Row[]> {
    return this.#database.read(() =>
      this.#recent.between(after, upTo, (from) => reasoned(this.#sql.between.all(from, upTo)).map(rowInTurn)),
    );
  }

  async rowsOf(doc: DocumentId, afterSeq = 0): Promise<Row[]> {
    return this.#database.read(() => records(this.#sql.of.all(doc, afterSeq)).map(rowFrom));
  }

  async contentOf(doc: DocumentId, afterSeq = 0): Promise<Content> {
    return this.#database.read(() => this.#checkpoints.contentOf(doc, afterSeq));
  }

  async documents(ids: readonly DocumentId[]): Promise<DocumentState[]> {
    const asked = JSON.stringify(ids);
    return this.#database.read(() => {
      const states = this.#sql.lastOf.all(asked).map(({ seq }) => ({ seq: seq as number, authors: [] as Author[] }));
      for (const { asked: index, client, account, device } of this.#sql.bindingsOf.all(asked)) {
        states[index as number]!.authors.push([client as number, account as string, device as string]);
      }
      return states;
    });
  }

  async documentIds(): Promise<DocumentId[]> {
    return this.#database.read(() => this.#sql.documentIds.all().map(({ doc }) => doc as DocumentId));
  }

  async unproven(): Promise<DocumentId[]> {
    return this.#database.read(() => this.#sql.unproven.all().map(({ doc }) => doc as DocumentId));
  }

  async pending(maxBytes: number, except: ReadonlySet<DocumentId> = new Set()): Promise<Row[]> {
    return this.#database.read(() => {
      const rows: Row[] = [];
      let bytes = 0;
      for (const record of this.#sql.pending.iterate(JSON.stringify([...except])) as Iterable<unknown>) {
        const row = rowFrom(record as RowRecord);
        bytes += row.update.byteLength;
        if (rows.length > 0 && bytes > maxBytes) break;
        rows.push(row);
      }
      return rows;
    });
  }

  async pendingCount(): Promise<{ rows: number; bytes: number }> {
    return this.#database.read(() => ({ ...(this.#sql.pendingCount.get() as { rows: number; bytes: number }) }));
  }

  async firstUnsettled(): Promise<number | undefined> {
    this.#known.unsettled ??= this.#database.read(() => this.#sql.firstUnsettled.get() as { seq: number | null });
    return this.#known.unsettled.seq ?? undefined;
  }

  async held(): Promise<HeldRow[]> {
    return (this.#known.held ??= this.#database.read(() => reasoned(this.#sql.held.all()).map(heldFrom)));
  }

  async setAside(seq: number): Promise<boolean> {
    return this.#rewrite((rewriting) => {
      const { isAside, recovered, isLost } = rewriting.setAside(seq);
      if (recovered) this.#insert([recovered], () => null);
      if (isLost) this.#state.put('epoch', newId(this.#random));
      return isAside;
    });
  }

  async offerAgain(reason?: string): Promise<DocumentId[]> {
    return this.#write(() => {
      const released = this.#sql.release.all(reason ?? null) as unknown as { readonly doc: DocumentId }[];
      return [...new Set(released.map(({ doc }) => doc))].sort();
    });
  }

  async letGo(seqs: readonly number[]): Promise<DocumentId[]> {
    return this.#rewrite((rewriting) => rewriting.letGo(seqs));
  }

  async cursor(): Promise<Cursor | null> {
    return this.#database.read(() => this.#state.get<Cursor>('cursor') ?? null);
  }

  async receipt(): Promise<UpstreamReceipt | null> {
    return this.#database.read(() => this.#state.get<UpstreamReceipt>('receipt') ?? null);
  }

  async settle({ settled, rows, cursor, receipt }: Settlement): Promise<Head> {
    const sealed = rows.map(seal);
    const ups = rows.map(({ up }) => up);
    const { head, due } = await this.#write(() => {
      for (const answer of settled) this.#answer(answer);
      const inserted = this.#insert(sealed, (i) => ups[i]!);
      if (cursor) this.#state.put('cursor', cursor);
      this.#state.put('receipt', receipt);
      return inserted;
    });
    this.#checkpoints.make(due);
    return head;
  }

  async distrustUpstream(): Promise<void> {
    await this.#write(() => {
      this.#sql.distrustRows.run();
      this.#sql.distrustCopies.run();
      this.#sql.distrustDocuments.run();
      this.#state.put('receipt', null);
    });
  }

  async confirm(doc: DocumentId, upToSeq: number, up: number): Promise<void> {
    await this.#write(() => {
      if (this.#sql.confirm.run(up, doc, upToSeq).changes > 0) this.#sql.raise.run(up, doc);
      this.#rewriting.emptyCopies(doc);
    });
  }

  async purge(docs: readonly DocumentId[]): Promise<DocumentId[]> {
    return this.#rewrite((rewriting) => rewriting.purge(docs));
  }

  async erase(docs: readonly DocumentId[]): Promise<Erased> {
    const erased = await this.#rewrite((rewriting) => rewriting.erase(docs));
    this.#database.rinse();
    return erased;
  }

  async compact(compaction: Compaction): Promise<boolean> {
    const row = seal(compaction.row);
    const isDone = await this.#rewrite((rewriting) => rewriting.compact(row, compaction));
    if (isDone && compaction.archive === 'dropped') this.#database.rinse();
    return isDone;
  }

  async archivedRowsOf(doc: DocumentId): Promise<Row[]> {
    return this.#database.read(() => records(this.#sql.archivedOf.all(doc)).map(rowFrom));
  }

  async *longDocuments(rows: number): AsyncGenerator<DocumentId[]> {
    yield this.#database.read(() => this.#sql.longDocuments.all(rows).map(({ doc }) => doc as DocumentId));
  }

  async levels(ids: readonly DocumentId[]): Promise<ReceiptLevel[]> {
    return this.#database.read(() => {
      const receipt = this.#state.get<UpstreamReceipt | null>('receipt') ?? null;
      return this.#sql.whereabouts.all(JSON.stringify(ids)).map(({ doc, up, waits }) => {
        const whereabouts = up === null ? undefined : { up: up as number, onlyHere: waits === 1 };
        return receiptLevel(doc as DocumentId, whereabouts, receipt);
      });
    });
  }

  /** Closes the database, also for the other stores on it. */
  async close(): Promise<void> {
    this.#known = {};
    this.#recent.forget();
    this.#database.close();
  }

  #write<Value>(task: () => Value): Promise<Value> {
    return this.#database.write(() => {
      this.#known = {};
      return task();
    });
  }

  /** A write that changes rows which somebody may have read. */
  #rewrite<Value>(task: (rewriting: LogRewriting) => Value): Promise<Value> {
    return this.#write(() => {
      this.#recent.forget();
      return task(this.#rewriting);
    });
  }

  #head(): Head {
    const { seq, tag } = (this.#sql.head.get() as { seq: number; tag: string } | undefined) ?? { seq: 0, tag: '' };
    return { epoch: this.#state.get<string>('epoch')!, seq, tag };
  }

  #answer(answer: Settled): void {
    if ('held' in answer) {
      this.#sql.hold.run(answer.held, answer.seq);
      return;
    }
    const row = this.#sql.settle.get(answer.up, answer.seq);
    if (row) this.#sql.raise.run(answer.up, row.doc as DocumentId);
  }

  /** `upOf` says the upstream's position of the row at an index, null where it is pending. Returns the head then, and whose checkpoints are due. */
  #insert(rows: readonly SealedRow[], upOf: (index: number) => number | null): { head: Head; due: DocumentId[] } {
    if (rows.length === 0) return { head: this.#head(), due: [] };
    const tag = newId(this.#random);
    let { seq } = this.#head();
    for (const [index, { doc, author, device, authors, clients, hash, update }] of rows.entries()) {
      const up = upOf(index);
      seq += 1;
      this.#sql.insert.run(
        seq,
        tag,
        doc,
        author,
        device,
        authors,
        up === null ? 'pending' : null,
        up,
        update.byteLength,
        hash,
        update,
      );
      this.#sql.document.run(doc, seq, up ?? 0);
      for (const [client, account, by] of clients) this.#sql.bind.run(doc, client, account, by);
    }
    return { head: this.#head(), due: this.#checkpoints.dueAmong(rows.map(({ doc }) => doc)) };
  }
}

const records = (rows: unknown[]) => rows as RowRecord[];
const reasoned = (rows: unknown[]) => rows as ReasonedRecord[];
