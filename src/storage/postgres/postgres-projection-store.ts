import type { DocumentId } from '../../classroom/document-id.ts';
import type { ProjectedKind, Projection, ProjectionOf } from '../../classroom/projection.ts';
import type { ProjectionStore } from '../../sync/ports.ts';
import type { PostgresDatabase } from './postgres-database.ts';
import { getState, putState } from './postgres-state.ts';

/** Name of the state that remembers how far the log is projected. */
const POSITION = 'projected';

const SQL = {
  get: { name: 'get_projection', text: 'SELECT value FROM projections WHERE doc = $1 AND kind = $2' },
  all: { name: 'all_projections', text: 'SELECT value FROM projections WHERE kind = $1 ORDER BY doc' },
  put: {
    name: 'put_projections',
    text: `
      INSERT INTO projections AS old (doc, kind, value, seq)
      SELECT doc, kind, value, $4 FROM unnest($1::text[], $2::text[], $3::text[]) AS made (doc, kind, value)
      ON CONFLICT (doc) DO UPDATE SET kind = excluded.kind, value = excluded.value, seq = excluded.seq
      WHERE old.seq <= excluded.seq`,
  },
  remove: { name: 'remove_projections', text: 'DELETE FROM projections WHERE doc = ANY ($1::text[])' },
  clear: { name: 'clear_projections', text: 'DELETE FROM projections' },
};

/**
 * Projections as JSON, all kinds in one table. Each server on a school walks through the log by itself, and so learns of
 * every change of rights; of the values that they make for one document the table keeps the one of the latest position.
 */
export class PostgresProjectionStore implements ProjectionStore {
  readonly #database: PostgresDatabase;
  /** How far this server has come; undefined until it has read how far all of them together had. */
  #position: number | undefined;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  async position(): Promise<number> {
    this.#position ??= await this.#database.read((reading) => getState<number>(reading, POSITION));
    return (this.#position ??= 0);
  }

  async put(projections: readonly Projection[], position: number): Promise<void> {
    const made = [...new Map(projections.map((projection) => [projection.doc, projection])).values()];
    const values = made.map(({ value }) => JSON.stringify(value));
    const from = await this.position();
    await this.#database.write(async (writing) => {
      const { ask, tell } = writing;
      if (made.length > 0)
        await ask(SQL.put, [made.map(({ doc }) => doc), made.map(({ kind }) => kind), values, position]);
      // Where another server has thrown all away meanwhile, this one's part does not follow on what is there.
      const shared = (await getState<number>(writing, POSITION)) ?? 0;
      if (from <= shared && shared < position) await putState(writing, POSITION, position);
      if (made.length > 0) tell({ what: 'projections', docs: made.map(({ doc }) => doc) });
    });
    this.#position = position;
  }

  async remove(docs: readonly DocumentId[]): Promise<void> {
    await this.#database.write(async (writing) => {
      await writing.ask(SQL.remove, [docs]);
      writing.tell({ what: 'projections', docs });
    });
  }

  async get<K extends ProjectedKind>(kind: K, doc: DocumentId): Promise<ProjectionOf<K> | undefined> {
    const [row] = await this.#database.read(({ ask }) => ask<{ value: string }>(SQL.get, [doc, kind]));
    return row && (JSON.parse(row.value) as ProjectionOf<K>);
  }

  async all<K extends ProjectedKind>(kind: K): Promise<ProjectionOf<K>[]> {
    const rows = await this.#database.read(({ ask }) => ask<{ value: string }>(SQL.all, [kind]));
    return rows.map(({ value }) => JSON.parse(value) as ProjectionOf<K>);
  }

  async clear(): Promise<void> {
    await this.#database.write(async (writing) => {
      await writing.ask(SQL.clear);
      await putState(writing, POSITION, 0);
      writing.tell({ what: 'projections', docs: [] });
    });
    this.#position = 0;
  }
}
