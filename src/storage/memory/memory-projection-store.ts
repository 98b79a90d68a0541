import { Signal } from '../../base/observable.ts';
import type { DocumentId } from '../../classroom/document-id.ts';
import type { ProjectedKind, Projection, ProjectionOf } from '../../classroom/projection.ts';
import type { Change, ProjectionStore } from '../../sync/ports.ts';

/** All that a MemoryProjectionStore holds, apart from it. */
export interface MemoryProjectionImage {
  readonly position: number;
  readonly projections: ReadonlyMap<DocumentId, Projection>;
}

export interface MemoryProjectionOptions {
  readonly image?: MemoryProjectionImage;
  readonly changes?: Signal<Change>;
}

export class MemoryProjectionStore implements ProjectionStore {
  readonly changes: Signal<Change>;
  #position: number;
  #projections: Map<DocumentId, Projection>;

  constructor({ image, changes }: MemoryProjectionOptions = {}) {
    this.changes = changes ?? new Signal<Change>();
    this.#position = image?.position ?? 0;
    this.#projections = new Map(image?.projections);
  }

  /** All that is stored now, as it stays whatever is stored later. What is stored is never changed, so an image shares it. */
  image(): MemoryProjectionImage {
    return { position: this.#position, projections: new Map(this.#projections) };
  }

  async position(): Promise<number> {
    return this.#position;
  }

  async put(projections: readonly Projection[], position: number): Promise<void> {
    for (const projection of structuredClone(projections)) this.#projections.set(projection.doc, projection);
    this.#position = position;
    if (projections.length > 0) this.#announce(projections.map(({ doc }) => doc));
  }

  async remove(docs: readonly DocumentId[]): Promise<void> {
    for (const doc of docs) this.#projections.delete(doc);
    this.#announce(docs);
  }

  async get<K extends ProjectedKind>(kind: K, doc: DocumentId): Promise<ProjectionOf<K> | undefined> {
    const found = this.#projections.get(doc);
    const value: unknown = found?.kind === kind ? structuredClone(found.value) : undefined;
    return value as ProjectionOf<K> | undefined;
  }

  async all<K extends ProjectedKind>(kind: K): Promise<ProjectionOf<K>[]> {
    const found = [...this.#projections.values()].filter((projection) => projection.kind === kind);
    return found.sort((a, b) => (a.doc < b.doc ? -1 : 1)).map(({ value }) => structuredClone(value) as ProjectionOf<K>);
  }

  async clear(): Promise<void> {
    this.#projections = new Map();
    this.#position = 0;
    this.#announce([]);
  }

  /** A listener's error is its own: it is called in a turn of its own. */
  #announce(docs: readonly DocumentId[]): void {
    queueMicrotask(() => this.changes.emit({ what: 'projections', docs }));
  }
}
