import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Log } from '../../src/base/log.ts';
import { openAccountsDatabase } from '../../src/server/accounts-database.ts';
import { Upstream } from '../../src/server/upstream.ts';
import { MemoryFileStore } from '../../src/storage/memory/memory-file-store.ts';
import { InlineInspector } from '../../src/sync/inline-inspector.ts';
import type { ProjectionStore } from '../../src/sync/ports.ts';
import { StandInEnt } from '../support/stand-in-ent.ts';
import { TestNode } from '../support/town.ts';
import { until } from '../support/until.ts';

let ent: StandInEnt;
let database: ReturnType<typeof openAccountsDatabase>;
let log: Log;
let hubs: Upstream[];

beforeEach(async () => {
  ent = await StandInEnt.start();
  database = openAccountsDatabase(':memory:');
  log = new Log(() => 0);
  hubs = [];
});
afterEach(async () => {
  await Promise.all(hubs.map((hub) => hub.stop()));
  await ent.close();
});

/** A hub's way up, begun; started again it has the same disk. */
async function start(own: { projections?: ProjectionStore } = {}): Promise<Upstream> {
  const { log: store, projections, station } = await TestNode.open('hub');
  const upstream = new Upstream({
    url: ent.url,
    code: 'ABCD2345EFGH',
    accountsDatabase: database,
    store,
    projections: own.projections ?? projections,
    projector: station.projector,
    files: new MemoryFileStore(),
    inspector: new InlineInspector(store),
    publication: station.publication,
    erased: () => [],
    log,
  });
  hubs.push(upstream);
  upstream.start();
  return upstream;
}

const disk = (state: 'takes nothing' | 'takes all'): void =>
  database.exec(`PRAGMA query_only = ${state === 'takes nothing' ? 'ON' : 'OFF'}`);
const complaints = (): number => log.entries().filter(({ level }) => level === 'error').length;
const onDisk = (): unknown => database.prepare('SELECT * FROM upstream WHERE url = ?').get(ent.url);

describe('[S2] a hub that enrols', () => {
  test('spends no code while its disk takes nothing, and goes up as soon as it does', async () => {
    disk('takes nothing');
    await start();
    await until(() => complaints() > 1);
    expect(ent.enrolled).toEqual([]);
    disk('takes all');
    await until(() => ent.live.has('hub-1'));
    expect(onDisk()).toBeDefined();
  });

  test('keeps what it was told, though the disk was full just then, and writes it when it can', async () => {
    ent.codeSpent = () => disk('takes nothing');
    const hub = await start();
    await until(() => ent.live.has('hub-1') && complaints() > 0);
    expect([hub.school, onDisk()]).toEqual(['Tortues', undefined]);
    disk('takes all');
    await until(() => onDisk() !== undefined);
    await hub.stop();
    await start();
    await until(() => ent.live.has('hub-1'));
    expect(ent.enrolled).toEqual(['hub-1']);
  }, 30_000);

  test('ends when it is stopped, also while it is being told', async () => {
    const hub = await start();
    const stopped = new Promise<void>((resolve) => (ent.codeSpent = () => resolve(hub.stop())));
    await stopped;
    expect(ent.greeted).toEqual([]);
  });
});

describe('[S4] a hub whose stream is refused', () => {
  test('keeps its credential while plain requests are answered, and comes back', async () => {
    ent.codeUses = 9;
    ent.knowsOnStreams = () => ent.greeted.length > 2;
    await start();
    await until(() => ent.live.has('hub-1'));
    expect(ent.enrolled).toEqual(['hub-1']);
  }, 30_000);

  test('enrols anew where a plain request is refused too', async () => {
    await start();
    await until(() => ent.live.has('hub-1'));
    ent.forget('hub-1');
    ent.codeUses = 1;
    await until(() => ent.live.has('hub-2'));
    expect(onDisk()).toMatchObject({ enrolment: expect.stringContaining('hub-2') as unknown });
  }, 30_000);

  test('keeps its credential where its code is used up, for the day on which it is known again', async () => {
    const hub = await start();
    await until(() => ent.live.has('hub-1'));
    ent.forget('hub-1');
    await until(() => complaints() > 0);
    await hub.stop();
    ent.known.add('hub-1');
    await start();
    await until(() => ent.live.has('hub-1'));
  }, 30_000);
});

test('a hub that cannot read which lessons it has goes up all the same', async () => {
  const { projections } = await TestNode.open('hub');
  projections.all = () => Promise.reject(new Error('disk I/O error'));
  await start({ projections });
  await until(() => ent.live.has('hub-1'));
});
