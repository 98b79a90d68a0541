import * as Y from 'yjs';
import type { DocumentId } from '../classroom/document-id.ts';
import { type Inspection, type InspectionTask, type Inspector, inspectUpdate } from './inspector.ts';
import type { LogStore } from './ports.ts';
import { newYDoc, updatesOf } from './ydoc.ts';

/** Scratch documents kept between calls. */
export const SCRATCH_DOCUMENTS = 64;

interface Scratch {
  readonly ydoc: Y.Doc;
  /** Log position up to which its rows are in it. */
  seq: number;
  /** Behind where more were asked for than are taken up. */
  refreshes: number;
  takenUp: number;
}

/** Inspects in the same thread: for tablets, whose upstream has inspected before, and for simulations. */
export class InlineInspector implements Inspector {
  readonly #log: LogStore;
  readonly #scratch = new Map<DocumentId, Scratch>();

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
      const inspection = inspectUpdate(await this.#scratchOf(task.doc), task);
      if (inspection.verdict !== 'good') spoilt.add(task.doc);
      inspections.push(inspection);
    }
    this.forget(spoilt);
    this.#shrink();
    return inspections;
  }

  forget(docs: Iterable<DocumentId>): void {
    for (const doc of docs) {
      this.#scratch.get(doc)?.ydoc.destroy();
      this.#scratch.delete(doc);
    }
  }

  forgetAll(): void {
    this.forget([...this.#scratch.keys()]);
  }

  refresh(docs: Iterable<DocumentId>): void {
    for (const doc of docs) {
      const scratch = this.#scratch.get(doc);
      if (scratch) scratch.refreshes += 1;
    }
  }

  async #scratchOf(doc: DocumentId): Promise<Y.Doc> {
    for (;;) {
      const known = this.#scratch.get(doc);
      const refreshes = known?.refreshes ?? 0;
      if (known && known.takenUp === refreshes) return known.ydoc;
      const from = known?.seq ?? 0;
      // A document that was purged meanwhile begins anew: what it holds now may be less than it was.
      if (known && (await this.#log.documents([doc]))[0]!.seq < from) this.forget([doc]);
      const content = await this.#log.contentOf(doc, from);
      if (this.#scratch.get(doc) !== known) continue; // forgotten, or begun by another call
      const scratch = known ?? { ydoc: newYDoc(), seq: 0, refreshes, takenUp: refreshes };
      scratch.ydoc.transact(() => {
        for (const update of updatesOf(content)) Y.applyUpdate(scratch.ydoc, update);
      });
      scratch.seq = content.rows.at(-1)?.seq ?? content.upTo;
      scratch.takenUp = refreshes;
      this.#scratch.set(doc, scratch);
      return scratch.ydoc;
    }
  }

  #shrink(): void {
    for (const doc of this.#scratch.keys()) {
      if (this.#scratch.size <= SCRATCH_DOCUMENTS) return;
      this.forget([doc]);
    }
  }
}
