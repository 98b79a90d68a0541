import * as Y from 'yjs';
import type { Log } from '../base/log.ts';
import type { DocumentId } from '../classroom/document-id.ts';
import { isPushable } from './inspector.ts';
import { type Compaction, type LogStore, StorageFailure } from './ports.ts';
import { namesOf, saysTheSame } from './together.ts';
import { hasGap, ydocOf } from './ydoc.ts';

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
  if (!isPushable(update)) return false; // a row that nobody could send would go to each reader in one answer
  return log.compact({ row: { ...namesOf(rows), doc, update }, upTo: last.seq, receipted });
}

export interface CompactionParts {
  readonly log: LogStore;
  readonly journal: Log;
  readonly receipted: Compaction['receipted'];
  /** Documents put together in one go, so that it ends soon; the next go takes others. */
  readonly atMost: number;
}

/**
 * Compacts long documents whose rows all lie with the ENT (S13); returns which. On a node that others read from, to be called
 * before it answers anyone: nothing in memory may remember rows by their positions. One that cannot be read fails alone (S9).
 */
export async function compactLongDocuments({
  log,
  journal,
  receipted,
  atMost,
}: CompactionParts): Promise<DocumentId[]> {
  const { seq: head } = await log.head();
  const done: DocumentId[] = [];
  for await (const long of log.longDocuments(LONG_DOCUMENT_ROWS)) {
    const levels = await log.levels(long);
    for (const [i, doc] of long.entries()) {
      if (receipted === 'above' && levels[i] !== 3) continue;
      try {
        if (await compact(log, doc, head, receipted)) done.push(doc);
      } catch (cause) {
        if (!(cause instanceof StorageFailure)) throw cause;
        journal.warn('a document could not be compacted; it stays as it is', { doc, reason: cause.reason });
      }
      if (done.length >= atMost) return done;
    }
  }
  return done;
}
