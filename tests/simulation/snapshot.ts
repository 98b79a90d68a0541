import * as Y from 'yjs';
import type { DocumentId } from '../../src/classroom/document-id.ts';
import type { MemoryLogStore } from '../../src/storage/memory/memory-log-store.ts';
import { hasGap, newYDoc } from '../../src/sync/ydoc.ts';
import type { Disk } from './disk.ts';
import { type Edit, pageIn } from './edits.ts';

interface Built {
  readonly doc: Y.Doc;
  readonly from: number;
  readonly upTo: number;
}

/** A log's documents are built once and then grow; another log, after a restore, is another key. */
const BUILT = new WeakMap<MemoryLogStore, Map<DocumentId, Built>>();

/** One that left and came back, or whose rows were put together, begins with another row: it is built anew. */
async function build(log: MemoryLogStore, id: DocumentId, known: Built | undefined): Promise<Built> {
  const rows = await log.rowsOf(id);
  const from = rows[0]?.seq ?? 0;
  const { doc, upTo } = known?.from === from ? known : { doc: newYDoc(), upTo: 0 };
  const fresh = rows.filter((row) => row.seq > upTo);
  if (known?.from === from && fresh.length === 0) return known;
  doc.transact(() => {
    for (const row of fresh) Y.applyUpdate(doc, row.update);
  });
  return { doc, from, upTo: rows.at(-1)?.seq ?? 0 };
}

/** All documents of a disk, read once. */
export class Snapshot {
  readonly #docs = new Map<DocumentId, Y.Doc>();

  static async of({ log }: Disk): Promise<Snapshot> {
    const snapshot = new Snapshot();
    const before = BUILT.get(log);
    const built = new Map<DocumentId, Built>();
    for (const id of await log.documentIds()) built.set(id, await build(log, id, before?.get(id)));
    BUILT.set(log, built);
    for (const [id, { doc }] of built) snapshot.#docs.set(id, doc);
    return snapshot;
  }

  /** Documents that wait for something that this store never got. */
  gaps(): number {
    return [...this.#docs.values()].filter(hasGap).length;
  }

  ids(): DocumentId[] {
    return [...this.#docs.keys()];
  }

  /** Whether the edit's own structs are in, wherever its text is by now. */
  has(edit: Edit): boolean {
    const doc = this.#docs.get(edit.doc);
    return (
      doc !== undefined &&
      Y.getState(doc.store, edit.client) > 0 &&
      (edit.erases === undefined || !this.text(edit.doc).includes(edit.erases))
    );
  }

  text(id: DocumentId): string {
    const doc = this.#docs.get(id);
    return doc ? pageIn(doc).toString() : '';
  }

  /** Content, not state vectors: those ignore deletions (S5). */
  content(id: DocumentId): string {
    const doc = this.#docs.get(id);
    if (!doc) return '';
    const maps = ['class', 'pupils', 'groups', 'teachers', 'lesson', 'assignment'].map((name) =>
      doc.getMap(name).toJSON(),
    );
    return JSON.stringify([this.text(id), maps]);
  }
}
