import type { Log } from '../base/log.ts';
import type { DocumentId } from '../classroom/document-id.ts';
import type { Cursor, FeedRow, SyncResponse } from '../protocol/messages.ts';
import type { Inspector } from './inspector.ts';
import { LinkError, type LogStore, type RowFromAbove, type Settlement, type UpstreamReceipt } from './ports.ts';

/** An answer, and apart from it the documents that were given at once and came by name only (S12): to compare those is no start over. */
export function givenApart({ given, ...answer }: SyncResponse): {
  readonly response: SyncResponse;
  readonly named: readonly DocumentId[];
} {
  if (!given) return { response: answer, named: [] };
  const { reset, ...response } = answer;
  return { response, named: reset ?? [] };
}

/** An upstream that has ever more to say and never moves on would keep this node at it for ever. */
export function assertGoesOn(asked: Cursor, { cursor, more, reset }: SyncResponse): void {
  if (more && !reset && cursor.seq <= asked.seq) throw new LinkError('bad-answer');
}

export const receiptOf = ({ node, receipt }: SyncResponse): UpstreamReceipt => ({ role: node.role, ...receipt });

/**
 * Looks at rows from above before they are stored: they too are bytes from outside (S10). What is not good is not stored;
 * its document is fetched by state vector, as are those that were only `named`.
 */
export async function absorbable(
  parts: { readonly inspector: Inspector; readonly journal: Log },
  feed: readonly FeedRow[],
  named: readonly DocumentId[] = [],
): Promise<{ rows: RowFromAbove[]; repair: Set<DocumentId> }> {
  // Rows made here since the last look are not in the scratch documents.
  parts.inspector.refresh(feed.map((row) => row.doc));
  const inspections = await parts.inspector.inspect(feed.map(({ doc, update }) => ({ doc, update, isWhole: true })));
  const repair = new Set<DocumentId>(named);
  const rows = feed.flatMap((row, index): RowFromAbove[] => {
    const verdict = inspections[index]!.verdict;
    if (verdict === 'good') return [rowFromAbove(row)];
    parts.journal.warn('a row from above is fetched again', { doc: row.doc, verdict });
    repair.add(row.doc);
    return [];
  });
  return { rows, repair };
}

/** Stores an answer with the rows that were looked at. Where that fails, scratch documents know more than the log and are forgotten. */
export async function settleAbsorbed(
  { log, inspector }: { readonly log: LogStore; readonly inspector: Inspector },
  settlement: Settlement,
): Promise<void> {
  try {
    await log.settle(settlement);
  } catch (cause) {
    inspector.forget(settlement.rows.map((row) => row.doc));
    throw cause;
  }
}

export function rowFromAbove(row: FeedRow): RowFromAbove {
  const accounts = new Set(row.authors.map(([, account]) => account));
  const devices = new Set(row.authors.map(([, , device]) => device));
  return {
    doc: row.doc,
    update: row.update,
    author: accounts.size === 1 ? [...accounts][0]! : '',
    device: devices.size === 1 ? [...devices][0]! : '',
    authors: row.authors,
    up: row.seq,
  };
}
