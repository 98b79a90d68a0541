import * as Y from 'yjs';
import { equalBytes } from '../../base/bytes.ts';
import type { DocumentId } from '../../classroom/document-id.ts';
import { type Content, StorageFailure } from '../../sync/ports.ts';
import { updatesOf, ydocFrom } from '../../sync/ydoc.ts';
import { storageFailure } from './failure.ts';
import type { LogStatements } from './log-statements.ts';
import { isSound, type RowRecord, rowFrom, sha256 } from './row-record.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

/** The newest rows stay out of the checkpoint: for a tablet that lacks them the document is read as it was before. */
export const ROWS_AFTER = 64;
/** A checkpoint is made anew after so many more rows; until then they are read one by one. */
export const ROWS_BETWEEN = 64;

interface CheckpointRecord {
  readonly seq: number;
  readonly hash: Uint8Array;
  readonly update: Uint8Array;
}

/**
 * What the older rows of long documents say together, to be read in their place. Derived: whoever changes rows that are written
 * forgets their document's checkpoint in the same transaction (S12), and one that is damaged is not used (S10).
 */
export class Checkpoints {
  readonly #database: SqliteDatabase;
  readonly #sql: LogStatements;
  /** Documents with rows that are damaged, or that Yjs cannot read: they stay as they are, and are not tried at each row. */
  readonly #unreadable = new Set<DocumentId>();

  constructor(database: SqliteDatabase, sql: LogStatements) {
    this.#database = database;
    this.#sql = sql;
  }

  /** To be called within one turn of the database, since it reads twice. */
  contentOf(doc: DocumentId, afterSeq: number): Content {
    const kept = afterSeq === 0 ? this.#soundOf(doc) : undefined;
    const upTo = kept?.seq ?? afterSeq;
    const records = this.#sql.of.all(doc, upTo) as unknown as RowRecord[];
    return { base: kept?.update, upTo, rows: records.map(rowFrom) };
  }

  /** What the checkpoint has more than the document's sound rows, where the damaged row at `seq` is in it. To be called within a write. */
  moreThanRows(doc: DocumentId, seq: number): Uint8Array | undefined {
    const kept = this.#soundOf(doc);
    if (!kept || kept.seq < seq) return undefined;
    const sound = (this.#sql.of.all(doc, 0) as unknown as RowRecord[]).filter(isSound);
    try {
      const here = Y.encodeStateVector(ydocFrom(sound.map(({ update }) => update)));
      return Y.encodeStateAsUpdate(ydocFrom([kept.update]), here);
    } catch {
      return undefined; // a row that Yjs cannot read
    }
  }

  /** To be called within the write of new rows: which of their documents are due. */
  dueAmong(docs: Iterable<DocumentId>): DocumentId[] {
    return [...new Set(docs)].filter((doc) => {
      if (this.#unreadable.has(doc)) return false;
      const { count } = this.#sql.rowsAfterCheckpoint.get({ doc }) as { count: number };
      return count >= ROWS_AFTER + ROWS_BETWEEN;
    });
  }

  /** Makes the checkpoints of these documents in a write of its own, which nobody waits for. */
  make(docs: readonly DocumentId[]): void {
    if (docs.length === 0) return;
    const made = this.#database.write(() => docs.forEach((doc) => this.#make(doc)), 'derived');
    made.catch(() => undefined); // a full disk, or one that closes: the rows are all there
  }

  /** To be called within the write that changes rows of the document. */
  forget(doc: DocumentId): void {
    this.#sql.forgetCheckpoint.run(doc);
    this.#unreadable.delete(doc); // its rows are others from now on
  }

  #soundOf(doc: DocumentId): CheckpointRecord | undefined {
    const kept = this.#sql.checkpointOf.get(doc) as unknown as CheckpointRecord | undefined;
    return kept && equalBytes(sha256(kept.update), kept.hash) ? kept : undefined;
  }

  #make(doc: DocumentId): void {
    const made = this.#together(doc);
    if (made) this.#sql.keepCheckpoint.run(doc, made.seq, sha256(made.update), made.update);
  }

  /** What the older rows say; undefined where there are none, or one of them cannot be read: that must not fail the write, which others share (S9). */
  #together(doc: DocumentId): { readonly seq: number; readonly update: Uint8Array } | undefined {
    try {
      const { base, rows } = this.contentOf(doc, 0);
      const older = rows.slice(0, -ROWS_AFTER);
      const last = older.at(-1);
      if (!last) return undefined; // purged, or put together, since it was due
      return { seq: last.seq, update: Y.encodeStateAsUpdate(ydocFrom(updatesOf({ base, rows: older }))) };
    } catch (error) {
      if (!isOfTheRows(error)) throw error;
      this.#unreadable.add(doc);
      return undefined;
    }
  }
}

/** A disk that cannot be read at this moment says nothing of the rows on it. */
function isOfTheRows(error: unknown): boolean {
  const failure = storageFailure(error);
  return !(failure instanceof StorageFailure) || failure.reason === 'corrupt';
}
