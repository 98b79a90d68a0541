import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { Log } from '../../../src/base/log.ts';
import { hearOthers } from '../../../src/server/node/sync-side.ts';
import { PostgresDatabase } from '../../../src/storage/postgres/postgres-database.ts';
import { PostgresLogStore } from '../../../src/storage/postgres/postgres-log-store.ts';
import { PostgresProjectionStore } from '../../../src/storage/postgres/postgres-projection-store.ts';
import { InlineInspector } from '../../../src/sync/inline-inspector.ts';
import type { DraftRow } from '../../../src/sync/ports.ts';
import { openStation, type Station } from '../../../src/sync/station.ts';
import { newYDoc } from '../../../src/sync/ydoc.ts';
import { POSTGRES_LIMITS, TestPostgres } from '../../support/postgres.ts';
import { until } from '../../support/until.ts';

vi.setConfig(POSTGRES_LIMITS);

const LIST = 'class/turtle';
const OTHER = 'lesson/turtle';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await TestPostgres.start();
});
afterAll(() => postgres?.stop());

let here: PostgresLogStore;
let there: PostgresLogStore;
let station: Station;
let told: string[];
let stopHearing: () => void;
/** Another server of the school writes `here`; this one reads `there`. */
beforeEach(async () => {
  const address = postgres.school();
  here = await PostgresLogStore.open(await PostgresDatabase.open(address));
  const database = await PostgresDatabase.open(address);
  there = await PostgresLogStore.open(database);
  const projections = new PostgresProjectionStore(database);
  const inspector = new InlineInspector(there);
  station = await openStation({ role: 'ent', log: there, projections, inspector, journal: new Log(() => 0) });
  told = [];
  const noting = {
    refresh: (docs: Iterable<string>) => void told.push(...docs),
    forgetAll: () => void told.push('all'),
  };
  stopHearing = await hearOthers(database.elsewhere, noting, station);
});
afterEach(async () => {
  stopHearing();
  await Promise.all([here.close(), there.close()]);
});

const row = (doc: string, change: (ydoc: Y.Doc) => void): DraftRow => {
  const ydoc = newYDoc();
  change(ydoc);
  return { doc, update: Y.encodeStateAsUpdate(ydoc), author: 'school', device: 'ent', authors: [] };
};
const named = (doc: string, name: string) => row(doc, (ydoc) => void ydoc.getMap('names').set(name, true));
const namesOf = async (doc: string) => [...(await station.documents.get(doc)).getMap('names').keys()].sort();

test('[S12] what another server took out of a class list is in this one’s memory no more', async () => {
  const { seq } = await here.append([named(LIST, 'awa'), named(LIST, 'ben')]);
  expect(await namesOf(LIST)).toEqual(['awa', 'ben']);
  const compaction = { row: named(LIST, 'ben'), upTo: seq, receipted: 'here', archive: 'dropped' } as const;
  expect(await here.compact(compaction)).toBe(true);
  await until(() => told.includes('all'));
  expect(await namesOf(LIST)).toEqual(['ben']);
});

test('[S12] what may have been missed while nothing was heard is read again', async () => {
  const { seq } = await here.append([named(LIST, 'awa'), named(LIST, 'ben')]);
  expect(await namesOf(LIST)).toEqual(['awa', 'ben']);
  await postgres.run(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`);
  await here.compact({ row: named(LIST, 'ben'), upTo: seq, receipted: 'here', archive: 'dropped' });
  await until(() => told.includes('all'));
  expect(await namesOf(LIST)).toEqual(['ben']);
});

test('what another server adds is read on from where this one was', async () => {
  await here.append([named(LIST, 'awa'), named(OTHER, 'eau')]);
  const [list] = await Promise.all([station.documents.get(LIST), station.documents.get(OTHER)]);
  await here.append([named(LIST, 'ben')]);
  await until(() => told.filter((doc) => doc === LIST).length === 2);
  expect(await station.documents.get(LIST)).toBe(list);
  expect(await namesOf(LIST)).toEqual(['awa', 'ben']);
  expect(told).toEqual([LIST, OTHER, LIST]);
});
