import { clearDocument, IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';
import type { Log } from '../../base/log.ts';
import type { DocumentId } from '../../classroom/document-id.ts';
import type { Checkpoint, CheckpointStore, Clock } from '../../sync/ports.ts';
import { quietDatabase, type QuietTerms } from './quiet-database.ts';

/** How long an opening waits for its checkpoint, in milliseconds: the log gives the same document a little later. */
export const CHECKPOINT_PATIENCE_MS = 1_000;
/** A Yjs update that says nothing: no structs, no deletions. */
const EMPTY_UPDATE_BYTES = 2;

export interface CheckpointParts {
  readonly log: Log;
  readonly clock: Clock;
}

const DATABASES = 'cartable-checkpoint ';

/** The database that holds a document's checkpoint. */
export const databaseOf = (doc: DocumentId): string => `${DATABASES}${doc}`;

/** One database of y-indexeddb per document. At the first trouble a checkpoint stops; the next opening begins it again. */
export class IndexeddbCheckpoints implements CheckpointStore {
  readonly #parts: CheckpointParts;

  constructor(parts: CheckpointParts) {
    this.#parts = parts;
  }

  async attach(doc: DocumentId, ydoc: Y.Doc): Promise<Checkpoint> {
    return new FollowingCheckpoint(this.#parts, doc, ydoc, () => this.forget(doc));
  }

  async forget(doc: DocumentId): Promise<void> {
    try {
      await clearDocument(databaseOf(doc));
    } catch (error) {
      this.#parts.log.warn('a checkpoint could not be forgotten', { doc, error: String(error) });
    }
  }

  /**
   * Throws away the copies of all other documents: a document leaves the log first, and whoever stopped before its copy was gone
   * would be shown it at the next opening (S12). Never rejects.
   */
  async keepOnly(docs: Iterable<DocumentId>): Promise<void> {
    const kept = new Set([...docs].map(databaseOf));
    try {
      // Firefox before 126 cannot name its databases.
      const names = (await indexedDB.databases?.()) ?? [];
      const stray = names.flatMap(({ name = '' }) => (name.startsWith(DATABASES) && !kept.has(name) ? [name] : []));
      await Promise.all(stray.map((name) => this.forget(name.slice(DATABASES.length))));
    } catch (error) {
      this.#parts.log.warn('checkpoints could not be looked through', { error: String(error) });
    }
  }
}

class FollowingCheckpoint implements Checkpoint {
  readonly origin: IndexeddbPersistence;
  readonly loaded: Promise<boolean>;
  readonly #log: Log;
  readonly #doc: DocumentId;
  readonly #forget: () => Promise<void>;
  #hasContent = false;
  #isOver = false;
  #endLoading: (isLoaded: boolean) => void = () => {};

  constructor({ log, clock }: CheckpointParts, doc: DocumentId, ydoc: Y.Doc, forget: () => Promise<void>) {
    this.#log = log;
    this.#doc = doc;
    this.#forget = forget;
    const loading = new Promise<boolean>((resolve) => (this.#endLoading = resolve));
    this.loaded = loading.finally(clock.after(CHECKPOINT_PATIENCE_MS, () => this.#endLoading(false)));
    this.origin = openQuietly(databaseOf(doc), ydoc, {
      fail: (error) => this.#fail(error),
      examine: (values) => this.#examine(values),
    });
    this.origin.once('synced', () => this.#endLoading(this.#hasContent));
  }

  async detach(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#endLoading(false);
    // Not awaited: where the database never opened, it never ends.
    void this.origin.destroy();
  }

  /** A copy that cannot be read is none: what is in it may be half applied before Yjs throws, so it is tried apart first. */
  #examine(values: readonly Uint8Array[]): readonly Uint8Array[] {
    try {
      const trial = new Y.Doc();
      trial.transact(() => values.forEach((value) => Y.applyUpdate(trial, value)));
      trial.destroy();
    } catch (error) {
      this.#fail(error);
      void this.#forget();
      return [];
    }
    this.#hasContent ||= values.some((value) => value.byteLength > EMPTY_UPDATE_BYTES);
    return values;
  }

  #fail(error: unknown): void {
    if (this.#isOver) return;
    this.#log.warn('a checkpoint stopped; the log has it all', { doc: this.#doc, error: String(error) });
    void this.detach();
  }
}

/** y-indexeddb as it is, on a database that spares it all trouble. */
function openQuietly(name: string, ydoc: Y.Doc, terms: QuietTerms): IndexeddbPersistence {
  let opening: Promise<IDBDatabase>;
  class QuietPersistence extends IndexeddbPersistence {}
  // Its constructor opens the database and sets this property, then waits for what it gets from it.
  Object.defineProperty(QuietPersistence.prototype, '_db', {
    get: () => opening,
    set(opened: Promise<IDBDatabase>) {
      opening = opened.then(
        (database) => quietDatabase(database, terms),
        (error: unknown) => {
          terms.fail(error);
          return new Promise<never>(() => {}); // for ever: it would not catch a rejection
        },
      );
    },
  });
  return new QuietPersistence(name, ydoc);
}
