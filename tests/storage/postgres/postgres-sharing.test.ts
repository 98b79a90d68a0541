import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { PostgresDatabase } from '../../../src/storage/postgres/postgres-database.ts';
import { PostgresLogStore } from '../../../src/storage/postgres/postgres-log-store.ts';
import { PostgresProjectionStore } from '../../../src/storage/postgres/postgres-projection-store.ts';
import type { Projection } from '../../../src/classroom/projection.ts';
import type { Change, DraftRow, Row } from '../../../src/sync/ports.ts';
import { failureOf } from '../../contracts/failure.ts';
import { POSTGRES_LIMITS, TestPostgres } from '../../support/postgres.ts';
import { until } from '../../support/until.ts';

const row = (writer: string, count = 1): DraftRow => {
  const update = new TextEncoder().encode(`${writer} ${count}`);
  return { doc: `work/turtle/${writer}`, update, author: writer, device: 't1', authors: [] };
};
const lesson = (title: string, id = 'a'): Projection => {
  return { doc: `lesson/${id}`, kind: 'lesson', value: { id, title, subject: 'Sciences', level: 'CM1', steps: [] } };
};

vi.setConfig(POSTGRES_LIMITS);

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await TestPostgres.start();
});
afterAll(() => postgres?.stop());

let address: string;
const opened: PostgresDatabase[] = [];
beforeEach(() => {
  address = postgres.school();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.close()));
});

/** One server on a school. */
async function server(where = address) {
  const database = await PostgresDatabase.open(where);
  opened.push(database);
  return { database, log: await PostgresLogStore.open(database), projections: new PostgresProjectionStore(database) };
}

describe('several servers on one school', () => {
  test('[S3] begin it together, with one epoch', async () => {
    const servers = await Promise.all([1, 2, 3, 4].map(() => server()));
    const epochs = new Set(await Promise.all(servers.map(async ({ log }) => (await log.head()).epoch)));
    expect(epochs.size).toBe(1);
  });

  test('[S2][S4] append at once, and a reader skips no row, nor sees one change', async () => {
    const [ana, bilal, reader] = await Promise.all([server(), server(), server()]);
    const appends = 100;
    let writing = 2;
    const write = async (log: PostgresLogStore, writer: string): Promise<void> => {
      for (let count = 1; count <= appends; count++) {
        const rows = Array.from({ length: 1 + (count % 3) }, () => row(writer, count));
        const head = await log.append(rows);
        expect(await log.bears(head)).toBe(true);
      }
      writing -= 1;
    };
    const seen: Row[] = [];
    const read = async (): Promise<void> => {
      for (let isLast = false; !isLast;) {
        isLast = writing === 0;
        const { seq } = await reader.log.head();
        seen.push(...(await reader.log.rowsBetween(seen.length, seq)));
        expect(seen.at(-1)?.seq ?? 0).toBe(seen.length);
        expect(seen.length).toBe(seq);
      }
    };
    await Promise.all([write(ana.log, 'ana'), write(bilal.log, 'bilal'), read()]);
    expect(seen.map(({ seq }) => seq)).toEqual(Array.from({ length: 2 * 2 * appends }, (_, i) => i + 1));
    expect(await reader.log.rowsBetween(0, seen.length)).toEqual(seen);
    for (const writer of ['ana', 'bilal']) {
      const texts = seen
        .filter(({ author }) => author === writer)
        .map(({ update }) => new TextDecoder().decode(update));
      expect(texts).toEqual(
        Array.from({ length: appends }, (_, i) => Array(1 + ((i + 1) % 3)).fill(`${writer} ${i + 1}`)).flat(),
      );
    }
  });

  test('[S2] a position is not given before the ones below it can be seen', async () => {
    const [first, second] = await Promise.all([server(), server()]);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow = first.database.write(async ({ ask }) => {
      await ask({ name: 'early', text: `SELECT pg_advisory_xact_lock(1)` });
      await held;
    });
    const began = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted`;
    await until(async () => (await postgres.run(began)).length === 1);
    let done = false;
    const append = second.log.append([row('bilal')]).then(() => (done = true));
    const waits = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FOR UPDATE%'`;
    await until(async () => (await postgres.run(waits)).length === 1);
    expect(done).toBe(false);
    release();
    await Promise.all([slow, append]);
    expect(await first.log.head()).toMatchObject({ seq: 1 });
  });

  test('[S4] a row that one server sets aside makes the epoch anew for all of them, and all forget what they keep', async () => {
    const [first, second] = await Promise.all([server(), server()]);
    await first.log.append([row('ana'), row('ana')]);
    const { schema } = Object.fromEntries(new URL(address).searchParams) as { schema: string };
    await postgres.run(`UPDATE ${schema}.rows SET hash = '\\x00' WHERE seq = 1`);
    const heard: Change[] = [];
    second.database.elsewhere.subscribe((change) => heard.push(change));
    const { epoch } = await second.log.head();
    expect(await first.log.setAside(1)).toBe(true);
    const head = await second.log.head();
    expect(head.epoch).not.toBe(epoch);
    expect(head).toEqual(await first.log.head());
    await until(() => heard.some(({ what, docs }) => what === 'log' && docs.length === 0));
  });

  test('a server that keeps the turn is waited for a limited time', async () => {
    const { log } = await server();
    const blocker = await postgres.connect();
    await blocker.query(`BEGIN; SELECT FROM ${new URL(address).searchParams.get('schema')}.state FOR UPDATE`);
    expect(await failureOf(log.append([row('ana')]))).toBe('aborted');
    await blocker.end();
    expect(await log.append([row('ana')])).toMatchObject({ seq: 1 });
  });

  test('hear of one another what was committed, each document, and nothing of themselves', async () => {
    const [here, there] = await Promise.all([server(), server()]);
    const heard: Change[] = [];
    const own: Change[] = [];
    there.database.elsewhere.subscribe((change) => heard.push(change));
    here.database.elsewhere.subscribe((change) => own.push(change));
    const writers = Array.from({ length: 100 }, (_, i) => `writer-${i}`);
    await here.log.append(writers.map((writer) => row(writer)));
    await until(() => heard.flatMap(({ docs }) => docs).length === 100);
    expect(heard.flatMap(({ docs }) => docs)).toEqual(writers.map((writer) => `work/turtle/${writer}`));
    await there.log.append([row('bilal')]);
    await until(() => own.length > 0);
    expect(own).toEqual([{ what: 'log', docs: ['work/turtle/bilal'] }]);
  });

  test('[S12] hear of rows that were taken out or cleaned as of any document’s, and of new rows by name', async () => {
    const [here, there] = await Promise.all([server(), server()]);
    const heard: Change[] = [];
    there.database.elsewhere.subscribe((change) => heard.push(change));
    await here.log.append([row('ana'), row('ana'), row('bilal')]);
    const clean = { row: row('ana'), upTo: 2, receipted: 'here', archive: 'dropped' } as const;
    expect(await here.log.compact(clean)).toBe(true);
    await here.log.erase(['work/turtle/bilal']);
    await here.log.erase(['work/turtle/bilal']);
    await here.log.append([row('chloe')]);
    await until(() => heard.flatMap(({ docs }) => docs).length === 3 && heard.length === 4);
    // What was taken out is told with its commit, and so may overtake a hint of rows before it.
    expect(heard.map(({ docs }) => docs.join()).filter(Boolean)).toEqual([
      'work/turtle/ana,work/turtle/bilal',
      'work/turtle/chloe',
    ]);
  });

  test('[S12] hear of rows that were taken out with the commit itself, whatever becomes of the server after it', async () => {
    const [here, there] = await Promise.all([server(), server()]);
    await here.log.append([row('ana')]);
    const heard: Change[] = [];
    there.database.elsewhere.subscribe((change) => heard.push(change));
    // No connection is left to tell of anything later.
    const sleep = () => here.database.read(({ ask }) => ask({ name: 'sleep', text: 'SELECT pg_sleep(60)' }));
    const asleep = Promise.allSettled([sleep(), sleep(), sleep(), sleep()]);
    const sleeping = `SELECT FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'`;
    await until(async () => (await postgres.run(sleeping)).length === 4);
    await here.log.erase(['work/turtle/ana']);
    await until(() => heard.some(({ docs }) => docs.length === 0));
    await postgres.run(`SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'`);
    await asleep;
  });

  test('hear again after a lost connection, and are told that they may have missed something', async () => {
    const [here, there] = await Promise.all([server(), server()]);
    const heard: Change[] = [];
    there.database.elsewhere.subscribe((change) => heard.push(change));
    await postgres.run(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`);
    await until(() => heard.some(({ what, docs }) => what === 'log' && docs.length === 0));
    await here.log.append([row('ana')]);
    await until(() => heard.some(({ docs }) => docs.includes('work/turtle/ana')));
  });

  test('keep of two projections of a document the later one, and the position that all reached', async () => {
    const [slow, quick] = await Promise.all([server(), server()]);
    await Promise.all([slow.projections.position(), quick.projections.position()]);
    await quick.projections.put([lesson('Les tortues')], 9);
    await slow.projections.put([lesson('Le lagon'), lesson('Le récif', 'b')], 4);
    expect(await slow.projections.position()).toBe(4);
    const later = await server();
    expect(await later.projections.position()).toBe(9);
    expect((await later.projections.all('lesson')).map(({ title }) => title)).toEqual(['Les tortues', 'Le récif']);
  });

  test('make projections again from the beginning where one of them threw them away', async () => {
    const [one, other] = await Promise.all([server(), server()]);
    await one.projections.put([lesson('Le lagon')], 5);
    expect(await other.projections.position()).toBe(5);
    await one.projections.clear();
    await other.projections.put([lesson('Les tortues')], 6);
    expect(await (await server()).projections.position()).toBe(0);
    await one.projections.put([lesson('Le récif')], 8);
    expect(await (await server()).projections.position()).toBe(8);
  });
});

test('schools in one database have nothing in common', async () => {
  const [turtles, whales] = await Promise.all([server(), server(postgres.school())]);
  const heard: Change[] = [];
  whales.database.elsewhere.subscribe((change) => heard.push(change));
  await turtles.log.append([row('ana'), row('ana', 2)]);
  await turtles.projections.put([lesson('Les tortues')], 2);
  expect(await whales.log.append([row('bilal')])).toMatchObject({ seq: 1 });
  expect(await whales.log.documentIds()).toEqual(['work/turtle/bilal']);
  expect((await whales.log.head()).epoch).not.toBe((await turtles.log.head()).epoch);
  expect(await whales.projections.all('lesson')).toEqual([]);
  expect(heard).toEqual([]);
});
