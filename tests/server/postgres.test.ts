import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { NodeProcess } from '../../src/server/demonstration/node-process.ts';
import { PostgresDatabase } from '../../src/storage/postgres/postgres-database.ts';
import { PostgresLogStore } from '../../src/storage/postgres/postgres-log-store.ts';
import { POSTGRES_LIMITS, TestPostgres } from '../support/postgres.ts';
import { TestTrolley } from '../support/server.ts';
import { StrangerClient } from '../support/stranger-client.ts';
import { until } from '../support/until.ts';

const WORK = 'work/postgres/990101-01';
const PUPIL = '990101-01';

vi.setConfig(POSTGRES_LIMITS);

let postgres: TestPostgres;
let store: string;
let trolley: TestTrolley;
let neighbour: NodeProcess | undefined;

beforeAll(async () => {
  postgres = await TestPostgres.start();
  store = postgres.school('tortues');
  trolley = await TestTrolley.start({ env: { ent: { STORE: store } } });
});
afterAll(async () => {
  await neighbour?.stop();
  await trolley?.close();
  await postgres?.stop();
});

const written = (client: StrangerClient): string => client.document(WORK).getText('page').toString();

test('[S13] a work reaches an ENT on PostgreSQL, every server of that ENT, and outlives them', async () => {
  const teacher = await StrangerClient.enrol(trolley.hub, trolley.codes.teacher.code);
  const tablet = await StrangerClient.enrol(trolley.hub, trolley.codes.tablets[0]!.code);
  await teacher.pull();
  await teacher.write('assignment/postgres', 'enseignant-1', (ydoc) => {
    const map = ydoc.getMap('assignment');
    const fields = { class: '990101', lesson: 'tortue-verte', by: 'enseignant-1', handedOutAt: 0 };
    for (const [name, value] of Object.entries(fields)) map.set(name, value);
    map.set('audience', { kind: 'class' });
  });
  await tablet.pull();
  const write = async (text: string): Promise<void> => {
    const { s, seq } = await tablet.write(WORK, PUPIL, (ydoc) =>
      ydoc.getText('page').insert(written(tablet).length, text),
    );
    expect(s).toBe('ok');
    await until(async () => (await tablet.exchange()).receipt.seq >= seq!);
  };
  await write('La tortue');
  const log = await PostgresLogStore.open(await PostgresDatabase.open(store));
  expect(await log.rowsOf(WORK)).toMatchObject([{ author: PUPIL, device: tablet.device }]);
  await log.close();

  neighbour = new NodeProcess({
    env: {
      ROLE: 'ent',
      PORT: '0',
      STORE: store,
      DATA_DIR: join(trolley.dataDir, 'ent'),
      CODES_FILE: join(trolley.dataDir, 'codes-ent.json'),
    },
  });
  const watcher = await StrangerClient.enrol(await neighbour.ready, trolley.codes.hub.code);
  await watcher.pull();
  expect(written(watcher)).toBe('La tortue');
  const stream = await watcher.live(() => undefined);
  await write(' pond');
  await until(() => written(watcher) === 'La tortue pond');
  stream.close();

  await trolley.kill('ent');
  await trolley.begin('ent');
  const after = await StrangerClient.enrol(trolley.ent, trolley.codes.hub.code);
  await after.pull();
  expect(written(after)).toBe('La tortue pond');
});

test('a database that cannot be used is said in one sentence, without its password', async () => {
  const closed = new NodeProcess({
    env: {
      ROLE: 'ent',
      PORT: '0',
      DATA_DIR: join(trolley.dataDir, 'other'),
      STORE: 'postgres://cartable:secret@127.0.0.1:1/cartable',
    },
  });
  await expect(closed.ready).rejects.toThrow(
    /^The database of STORE cannot be used: connect ECONNREFUSED 127\.0\.0\.1:1\.$/,
  );
});
