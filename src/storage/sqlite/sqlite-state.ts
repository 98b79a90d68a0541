import type { SqliteDatabase } from './sqlite-database.ts';

/** Single facts kept as JSON beside the tables. To be called within a task of the database. */
export class SqliteState {
  readonly #get;
  readonly #put;

  constructor(database: SqliteDatabase) {
    this.#get = database.prepare('SELECT value FROM state WHERE name = ?');
    this.#put = database.prepare(
      'INSERT INTO state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    );
  }

  get<Value>(name: string): Value | undefined {
    const row = this.#get.get(name) as { value: string } | undefined;
    return row && (JSON.parse(row.value) as Value);
  }

  put(name: string, value: unknown): void {
    this.#put.run(name, JSON.stringify(value));
  }
}
