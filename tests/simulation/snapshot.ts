import * as Y from 'yjs';
import type { DocumentId } from '../../src/classroom/document-id.ts';
import type { MemoryLogStore } from '../../src/storage/memory/memory-log-store.ts';
import { DocumentCache } from '../../src/sync/document-cache.ts';
import { hasGap } from '../../src/sync/ydoc.ts';
import type { Disk } from './disk.ts';
import { type Edit, pageIn } from './edits.ts';

/** A log's documents are built once and then only grow; another log, after a restore, is another key. */
const CACHES = new WeakMap<MemoryLogStore, DocumentCache>();

/** All documents of a disk, read once. */
export class Snapshot {
  readonly #docs = new Map<DocumentId, Y.Doc>();

  static async of({ log }: Disk): Promise<Snapshot> {
    const snapshot = new Snapshot();
    const cache = CACHES.get(log) ?? new DocumentCache(log, Infinity);
    CACHES.set(log, cache);
    for (const id of await log.documentIds()) snapshot.#docs.set(id, await cache.get(id));
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
