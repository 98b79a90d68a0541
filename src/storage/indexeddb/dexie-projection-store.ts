import type { DocumentId } from '../../classroom/document-id.ts';
import type { ProjectedKind, Projection, ProjectionOf } from '../../classroom/projection.ts';
import type { ProjectionStore } from '../../sync/ports.ts';
import { type CartableDatabase, PROJECTION_TABLES } from './cartable-database.ts';
import type { BroadcastChanges } from './changes.ts';
import { orStorageFailure } from './failure.ts';

const KINDS = Object.keys(PROJECTION_TABLES) as ProjectedKind[];

/** What the screens read: one table per kind. */
export class DexieProjectionStore implements ProjectionStore {
  readonly #database: CartableDatabase;
  readonly #changes: BroadcastChanges;

  constructor(database: CartableDatabase, changes: BroadcastChanges) {
    this.#database = database;
    this.#changes = changes;
  }

  async position(): Promise<number> {
    return (await orStorageFailure(() => this.#database.projected.get('position'))) ?? 0;
  }

  async put(projections: readonly Projection[], position: number): Promise<void> {
    await this.#write(async () => {
      const ofKind = (kind: ProjectedKind) => projections.filter((projection) => projection.kind === kind);
      const puts = KINDS.map((kind) =>
        this.#database.projections(kind).bulkPut(ofKind(kind).map(({ doc, value }) => ({ doc, value }))),
      );
      await Promise.all([...puts, this.#database.projected.put(position, 'position')]);
    });
    if (projections.length > 0) {
      this.#changes.announce({ what: 'projections', docs: projections.map(({ doc }) => doc) });
    }
  }

  async remove(docs: readonly DocumentId[]): Promise<void> {
    await this.#write(async () => {
      await Promise.all(KINDS.map((kind) => this.#database.projections(kind).bulkDelete([...docs])));
    });
    this.#changes.announce({ what: 'projections', docs });
  }

  async get<K extends ProjectedKind>(kind: K, doc: DocumentId): Promise<ProjectionOf<K> | undefined> {
    return (await orStorageFailure(() => this.#database.projections(kind).get(doc)))?.value;
  }

  async all<K extends ProjectedKind>(kind: K): Promise<ProjectionOf<K>[]> {
    const records = await orStorageFailure(() => this.#database.projections(kind).toArray());
    return records.map(({ value }) => value);
  }

  async clear(): Promise<void> {
    await this.#write(async () => {
      const clears = KINDS.map((kind) => this.#database.projections(kind).clear());
      await Promise.all([...clears, this.#database.projected.put(0, 'position')]);
    });
    this.#changes.announce({ what: 'projections', docs: [] });
  }

  #write(task: () => Promise<void>): Promise<void> {
    const tables = [this.#database.projected, ...KINDS.map((kind) => this.#database.projections(kind))];
    return orStorageFailure(() => this.#database.transaction('rw', tables, task));
  }
}
