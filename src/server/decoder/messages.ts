import type { DocumentId } from '../../classroom/document-id.ts';
import type { Inspection, InspectionTask } from '../../sync/inspector.ts';

/** To the worker: begin a scratch document from what the log holds, look at one update, or forget some. */
export type ToWorker =
  | { readonly t: 'seed'; readonly doc: DocumentId; readonly updates: readonly Uint8Array[] }
  | { readonly t: 'inspect'; readonly task: InspectionTask }
  | { readonly t: 'forget'; readonly docs: readonly DocumentId[] };

/** From the worker: `seeded` and `inspected` each answer one message, in order; `forget` has no answer. */
export type FromWorker = { readonly t: 'seeded' } | { readonly t: 'inspected'; readonly inspection: Inspection };
