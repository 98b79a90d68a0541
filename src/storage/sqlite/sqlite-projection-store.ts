import type { DocumentId } from '../../classroom/document-id.ts';
import type { ProjectedKind, Projection, ProjectionOf } from '../../classroom/projection.ts';
import type { ProjectionStore } from '../../sync/ports.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { SqliteState } from './sqlite-state.ts';

/** Name of the state that remembers how far the log is projected. */
const POSITION = 'projected';

/** Projections as JSON, all kinds in one table. */
export class SqliteProjectionStore implements ProjectionStore {
  readonly #database: SqliteDatabase;
  readonly #state: SqliteState;
  readonly #sql;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#state = new SqliteState(database);
    this.#sql = {
      get: database.prepare('SELECT value FROM projections WHERE doc = ? AND kind = ?'),
      all: database.prepare('SELECT value FROM projections WHERE kind = ? ORDER BY doc'),
      put: database.prepare(
        `INSERT INTO projections (doc, kind, value) VALUES (?, ?, ?)
         ON CONFLICT (doc) DO UPDATE SET kind = excluded.kind, value = excluded.value`,
      ),
      remove: database.prepare('DELETE FROM projections WHERE doc = ?'),
      clear: database.prepare('DELETE FROM projections'),
    };
  }

  async position(): Promise<number> {
    return this.#database.read(() => this.#state.get<number>(POSITION) ?? 0);
  }

  async put(projections: readonly Projection[], position: number): Promise<void> {
    const records = projections.map(({ doc, kind, value }) => [doc, kind, JSON.stringify(value)] as const);
    // The position goes with them: what a power cut takes back is projected again from the log.
    await this.#database.write(() => {
      for (const record of records) this.#sql.put.run(...record);
      this.#state.put(POSITION, position);
    }, 'derived');
  }

  async remove(docs: readonly DocumentId[]): Promise<void> {
    await this.#database.write(() => {
      for (const doc of docs) this.#sql.remove.run(doc);
    });
  }

  async get<K extends ProjectedKind>(kind: K, doc: DocumentId): Promise<ProjectionOf<K> | undefined> {
    const row = this.#database.read(() => this.#sql.get.get(doc, kind));
    return row && (JSON.parse(row.value as string) as ProjectionOf<K>);
  }

  async all<K extends ProjectedKind>(kind: K): Promise<ProjectionOf<K>[]> {
    const rows = this.#database.read(() => this.#sql.all.all(kind));
    return rows.map(({ value }) => JSON.parse(value as string) as ProjectionOf<K>);
  }

  async clear(): Promise<void> {
    await this.#database.write(() => {
      this.#sql.clear.run();
      this.#state.put(POSITION, 0);
    });
  }
}
