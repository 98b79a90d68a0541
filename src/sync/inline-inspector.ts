import type * as Y from 'yjs';
import type { DocumentId } from '../classroom/document-id.ts';
import { type Inspection, type InspectionTask, type Inspector, inspectUpdate } from './inspector.ts';
import type { LogStore } from './ports.ts';
import { ydocOf } from './ydoc.ts';

/** Scratch documents kept between calls. */
export const SCRATCH_DOCUMENTS = 64;

/** Inspects in the same thread: for tablets, whose upstream has inspected before, and for simulations. */
export class InlineInspector implements Inspector {
  readonly #log: LogStore;
  readonly #scratch = new Map<DocumentId, Y.Doc>();

  constructor(log: LogStore) {
    this.#log = log;
  }

  async inspect(tasks: readonly InspectionTask[]): Promise<Inspection[]> {
    const inspections: Inspection[] = [];
    const spoilt = new Set<DocumentId>();
    for (const task of tasks) {
      if (spoilt.has(task.doc)) {
        inspections.push({ verdict: 'later' });
        continue;
      }
      const scratch = this.#scratch.get(task.doc) ?? ydocOf(await this.#log.rowsOf(task.doc));
      this.#scratch.set(task.doc, scratch);
      const inspection = inspectUpdate(scratch, task);
      if (inspection.verdict !== 'good') spoilt.add(task.doc);
      inspections.push(inspection);
    }
    this.forget(spoilt);
    this.#shrink();
    return inspections;
  }

  forget(docs: Iterable<DocumentId>): void {
    for (const doc of docs) {
      this.#scratch.get(doc)?.destroy();
      this.#scratch.delete(doc);
    }
  }

  #shrink(): void {
    for (const doc of this.#scratch.keys()) {
      if (this.#scratch.size <= SCRATCH_DOCUMENTS) return;
      this.forget([doc]);
    }
  }
}
