import * as Y from 'yjs';
import { equalBytes } from '../../base/bytes.ts';
import type { DocumentId } from '../../classroom/document-id.ts';
import type { Content } from '../../sync/ports.ts';
import { updatesOf, ydocFrom } from '../../sync/ydoc.ts';
import type { LogStatements } from './log-statements.ts';
import { type RowRecord, rowFrom, sha256 } from './row-record.ts';
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
  /** Documents with rows that Yjs cannot read: they stay as they are, and are not tried at each row. */
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

  /** To be called within the write of new rows: which of their documents are due. */
  dueAmong(docs: Iterable<DocumentId>): DocumentId[] {
    return [...new Set(docs)].filter((doc) => {
      const { count } = this.#sql.rowsAfterCheckpoint.get({ doc }) as { count: number };
      return count >= ROWS_AFTER + ROWS_BETWEEN && !this.#unreadable.has(doc);
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
  }

  #soundOf(doc: DocumentId): CheckpointRecord | undefined {
    const kept = this.#sql.checkpointOf.get(doc) as unknown as CheckpointRecord | undefined;
    return kept && equalBytes(sha256(kept.update), kept.hash) ? kept : undefined;
  }

  #make(doc: DocumentId): void {
    const { base, rows } = this.contentOf(doc, 0);
    const older = rows.slice(0, -ROWS_AFTER);
    const last = older.at(-1);
    if (!last) return; // purged, or put together, since it was due
    const update = together(updatesOf({ base, rows: older }));
    if (update) this.#sql.keepCheckpoint.run(doc, last.seq, sha256(update), update);
    else this.#unreadable.add(doc);
  }
}

function together(updates: readonly Uint8Array[]): Uint8Array | undefined {
  try {
    return Y.encodeStateAsUpdate(ydocFrom(updates));
  } catch {
    return undefined;
  }
}
