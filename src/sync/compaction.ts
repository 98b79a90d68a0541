import * as Y from 'yjs';
import type { DocumentId } from '../classroom/document-id.ts';
import type { Author } from '../protocol/messages.ts';
import type { Compaction, DraftRow, LogStore, Row } from './ports.ts';
import { hasGap, newYDoc, ydocOf } from './ydoc.ts';

/** A document with this many rows is compacted: with fewer, reading them all costs less than it would gain. */
export const LONG_DOCUMENT_ROWS = 64;

/**
 * Puts together what a document's rows up to a position say, so that it opens as fast after a year as on its first day. The rows
 * themselves go to the archive: who wrote what is known as before (S3, S14). Resolves to whether anything was put together.
 */
export async function compact(
  log: LogStore,
  doc: DocumentId,
  upToSeq: number,
  receipted: Compaction['receipted'],
): Promise<boolean> {
  const rows = (await log.rowsOf(doc)).filter(({ seq }) => seq <= upToSeq);
  const last = rows.at(-1);
  if (!last || rows.length < 2) return false;
  const ydoc = ydocOf(rows);
  // What hangs in the air may yet find its place by what comes later (S11).
  if (hasGap(ydoc)) return false;
  const update = Y.encodeStateAsUpdate(ydoc);
  if (!saysTheSame(ydoc, update)) return false; // the rows stay as they are: nothing is worth a doubt
  return log.compact({ row: { ...namesOf(rows), doc, update }, upTo: last.seq, receipted });
}

/**
 * Compacts every long document whose rows all lie with the ENT (S13). To be called while nothing in memory remembers rows by
 * their positions: when a node starts, before it answers anyone.
 */
export async function compactLongDocuments(log: LogStore, receipted: Compaction['receipted']): Promise<DocumentId[]> {
  const long = await log.longDocuments(LONG_DOCUMENT_ROWS);
  const levels = await log.levels(long);
  const { seq: head } = await log.head();
  const done: DocumentId[] = [];
  for (const [i, doc] of long.entries()) {
    if (receipted === 'above' && levels[i] !== 3) continue;
    if (await compact(log, doc, head, receipted)) done.push(doc);
  }
  return done;
}

/** A state vector alone would not see deletions (S5): a snapshot has both. */
function saysTheSame(ydoc: Y.Doc, update: Uint8Array): boolean {
  const other = newYDoc();
  Y.applyUpdate(other, update);
  return Y.equalSnapshots(Y.snapshot(ydoc), Y.snapshot(other));
}

function namesOf(rows: readonly Row[]): Omit<DraftRow, 'doc' | 'update'> {
  const one = (names: readonly string[]) => (new Set(names).size === 1 ? names[0]! : '');
  const authors = new Map(rows.flatMap((row) => row.authors).map((author): [number, Author] => [author[0], author]));
  return {
    author: one(rows.map(({ author }) => author)),
    device: one(rows.map(({ device }) => device)),
    authors: [...authors.values()],
  };
}
