import type { DocumentId } from '../classroom/document-id.ts';
import type { ReceiptLevel, UpstreamReceipt } from './ports.ts';

/** What a log knows of the whereabouts of one document's rows. */
export interface Whereabouts {
  /** Whether a row of it is pending, held or unproven: with no one but this node, as far as it knows. */
  readonly onlyHere: boolean;
  /** The greatest upstream position of its rows. */
  readonly up: number;
}

/** Where all rows of a document lie for certain (✓ ✓✓ ✓✓✓); undefined whereabouts: no rows. */
export function receiptLevel(
  doc: DocumentId,
  whereabouts: Whereabouts | undefined,
  receipt: UpstreamReceipt | null,
): ReceiptLevel {
  if (!whereabouts) return 0;
  if (whereabouts.onlyHere) return 1;
  return receipt && whereabouts.up <= receipt.seq && !receipt.held.includes(doc) ? 3 : 2;
}

/** Whether two receipts say the same, so that no level can have changed. */
export function sameReceipt(a: UpstreamReceipt | null, b: UpstreamReceipt | null): boolean {
  if (a === null || b === null) return a === b;
  return a.role === b.role && a.seq === b.seq && a.held.join() === b.held.join();
}
