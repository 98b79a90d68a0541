import type { DocumentId } from '../../classroom/document-id.ts';
import type { Inspection, InspectionTask } from '../../sync/inspector.ts';

/** A document as the log holds it, or what the log has more than the worker. */
export interface Seed {
  readonly doc: DocumentId;
  readonly isWhole: boolean;
  readonly updates: readonly Uint8Array[];
}

/** To the worker: begin scratch documents from what the log holds, or go on with them, look at updates, or forget some. */
export type ToWorker =
  | { readonly t: 'seed'; readonly seeds: readonly Seed[] }
  | { readonly t: 'inspect'; readonly tasks: readonly InspectionTask[] }
  | { readonly t: 'forget'; readonly docs: readonly DocumentId[] };

/** From the worker: `seeded` and `inspected` each answer one message, in order; `forget` has no answer. */
export type FromWorker =
  | { readonly t: 'seeded' }
  /** One inspection for each task, in order. */
  | { readonly t: 'inspected'; readonly inspections: readonly Inspection[] };
