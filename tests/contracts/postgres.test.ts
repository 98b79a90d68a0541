import { afterAll, beforeAll, vi } from 'vitest';
import { PostgresDatabase } from '../../src/storage/postgres/postgres-database.ts';
import { PostgresLogStore } from '../../src/storage/postgres/postgres-log-store.ts';
import { PostgresProjectionStore } from '../../src/storage/postgres/postgres-projection-store.ts';
import { Signal } from '../../src/base/observable.ts';
import type { Change } from '../../src/sync/ports.ts';
import { POSTGRES_LIMITS, TestPostgres } from '../support/postgres.ts';
import { describeLogStore } from './log-store.contract.ts';
import { describeProjectionStore } from './projection-store.contract.ts';

vi.setConfig(POSTGRES_LIMITS);

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await TestPostgres.start();
});
afterAll(() => postgres?.stop());

/** A school of its own: opening again means another server on it. */
async function newSchool() {
  const address = postgres.school();
  const changes = new Signal<Change>();
  let database: PostgresDatabase | undefined;
  return {
    schema: new URL(address).searchParams.get('schema')!,
    changes,
    open: async () => {
      await database?.close();
      database = await PostgresDatabase.open(address);
      database.changes.subscribe((change) => changes.emit(change));
      return database;
    },
    discard: async () => database?.close(),
  };
}

describeLogStore('PostgresLogStore', async () => {
  const school = await newSchool();
  return {
    ...school,
    open: async () => PostgresLogStore.open(await school.open()),
    damage: async (seq) => {
      await postgres.run(
        `UPDATE ${school.schema}.rows SET "update" = set_byte("update", 0, get_byte("update", 0) # 1) WHERE seq = $1`,
        [seq],
      );
    },
  };
});

describeProjectionStore('PostgresProjectionStore', async () => {
  const school = await newSchool();
  return { ...school, open: async () => new PostgresProjectionStore(await school.open()) };
});
