import * as Y from 'yjs';
import type { DocumentId } from '../classroom/document-id.ts';
import type { LogStore } from './ports.ts';
import { newYDoc, updatesOf } from './ydoc.ts';

/** Documents kept in memory by default: 14.6 KB for a page of 1,000 characters makes about 4 MB. */
export const CACHED_DOCUMENTS = 256;

interface Cached {
  readonly doc: Y.Doc;
  seq: number;
}

/** The latest state of the documents used last, read only: each look applies the rows that came since the one before. */
export class DocumentCache {
  readonly #log: LogStore;
  readonly #capacity: number;
  readonly #cached = new Map<DocumentId, Cached>();
  #forgettings = 0;

  constructor(log: LogStore, capacity: number = CACHED_DOCUMENTS) {
    this.#log = log;
    this.#capacity = capacity;
  }

  /** The document with every row of the log; nobody may edit it. */
  async get(id: DocumentId): Promise<Y.Doc> {
    for (;;) {
      const known = this.#cached.get(id);
      const forgettings = this.#forgettings;
      const content = await this.#log.contentOf(id, known?.seq);
      // What was read goes on from what was known then. Where that was let go of meanwhile, or is another one, it is read again.
      if (this.#cached.get(id) !== known || this.#forgettings !== forgettings) continue;
      const cached = known ?? { doc: newYDoc(), seq: 0 };
      cached.doc.transact(() => {
        for (const update of updatesOf(content)) Y.applyUpdate(cached.doc, update);
      });
      cached.seq = Math.max(cached.seq, content.rows.at(-1)?.seq ?? content.upTo);
      this.#remember(id, cached);
      return cached.doc;
    }
  }

  /** Lets go of what is in memory: the log does not say all of it any more. */
  forget(ids: Iterable<DocumentId>): void {
    this.#forgettings += 1;
    for (const id of ids) {
      this.#cached.get(id)?.doc.destroy();
      this.#cached.delete(id);
    }
  }

  /** Lets go of everything: the log may say less of any of them. */
  forgetAll(): void {
    this.forget([...this.#cached.keys()]);
  }

  #remember(id: DocumentId, cached: Cached): void {
    this.#cached.delete(id);
    this.#cached.set(id, cached);
    for (const [oldest, old] of this.#cached) {
      if (this.#cached.size <= this.#capacity) break;
      this.#cached.delete(oldest);
      old.doc.destroy();
    }
  }
}
