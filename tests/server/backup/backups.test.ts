import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Log } from '../../../src/base/log.ts';
import { type BackupShelf, BackupShelfSchema } from '../../../src/protocol/office/backup.ts';
import { Backups } from '../../../src/server/backup/backups.ts';
import { BACKUPS_KEPT, KeptBackups } from '../../../src/server/backup/kept-backups.ts';
import { restoreBackup } from '../../../src/server/backup/restore-backup.ts';
import type { RunApart } from '../../../src/server/backup/run-apart.ts';
import type { BackupTrouble } from '../../../src/server/backup/trouble.ts';
import { backupFinding } from '../../../src/server/trolley/self-check.ts';
import { LOG_SCHEMA } from '../../../src/storage/sqlite/schema.ts';
import * as v from 'valibot';
import { ManualClock } from '../../support/manual-clock.ts';
import { SchoolNode } from '../../support/school-node.ts';
import { until } from '../../support/until.ts';

const HOUR = 60 * 60_000;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cartable-backups-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('what is kept', () => {
  const clock = new ManualClock();
  let trouble: BackupTrouble | undefined;
  beforeEach(() => (trouble = undefined));

  /** Writes a small file at the clock's time instead of a backup. */
  const run: RunApart = ({ to, at }, told) => {
    const write = async (): Promise<BackupTrouble | undefined> => {
      told('checking', 0.5);
      if (trouble !== undefined) return trouble;
      await writeFile(to, 'x');
      await utimes(to, at / 1000, at / 1000);
      return undefined;
    };
    return { trouble: write(), end: () => Promise.resolve() };
  };
  const backupsFor = (daily: boolean) =>
    new Backups({ dataDir: folder, folder, daily, version: '0', clock, log: new Log(() => 0), run, random: () => 0 });

  test('a few are kept; the newest is told by its number, whatever the clock says', async () => {
    const backups = backupsFor(false);
    for (let turn = 0; turn < BACKUPS_KEPT + 2; turn++) await backups.begin().ended;
    const { kept } = await backups.shelf();
    expect(kept.map(({ name }) => name.slice(0, 13))).toEqual([7, 6, 5, 4, 3].map((number) => `cartable-000${number}`));
  });

  test('what somebody else put there is not touched; what was broken off is let go of', async () => {
    await writeFile(join(folder, 'vacances.tar'), 'mine');
    await writeFile(join(folder, '.cartable-0001-x.tar-Ab12'), 'half');
    const backups = backupsFor(false);
    await backups.start();
    for (let turn = 0; turn < BACKUPS_KEPT + 1; turn++) await backups.begin().ended;
    expect((await readdir(folder)).filter((name) => !name.startsWith('cartable-'))).toEqual(['vacances.tar']);
  });

  test('why one was not made is said, those of before are there, and the next try forgets it', async () => {
    const backups = backupsFor(false);
    await backups.begin().ended;
    trouble = 'full';
    await backups.begin().ended;
    expect(await backups.shelf()).toMatchObject({ failed: 'full', making: null, kept: [{ bytes: 1 }] });
    trouble = undefined;
    await backups.begin().ended;
    expect(await backups.shelf()).toMatchObject({ failed: null, kept: [{}, {}] });
  });

  test('a folder that cannot be written is said', async () => {
    await writeFile(join(folder, 'file'), '');
    const parts = { dataDir: folder, folder: join(folder, 'file', 'in'), daily: false, version: '0', clock };
    const backups = new Backups({ ...parts, log: new Log(() => 0), run });
    await backups.begin().ended;
    expect(await backups.shelf()).toMatchObject({ failed: 'unwritable', kept: [] });
  });

  test('each day that the node is on, one is made by itself, and no more', async () => {
    const backups = backupsFor(true);
    await backups.start();
    clock.advance(10 * 60_000);
    expect(await readdir(folder)).toEqual([]);
    const count = async (): Promise<number> => (await backups.kept.list()).length;
    clock.advance(10 * 60_000);
    await until(async () => (await count()) === 1);
    for (let hour = 0; hour < 23; hour++) {
      clock.advance(HOUR);
      await backups.kept.list(); // a turn, in which one that is not due would begin
      expect((await backups.shelf()).making).toBeNull();
    }
    expect(await count()).toBe(1);
    clock.advance(HOUR);
    await until(async () => (await count()) === 2);
    await backups.stop();
    expect(clock.timers).toBe(0);
  });

  test('where none is made by itself, none is', async () => {
    const backups = backupsFor(false);
    await backups.start();
    expect(clock.timers).toBe(0);
  });

  test('the self-check asks for one that is not old', () => {
    const now = 1_800_000_000_000;
    expect(backupFinding(undefined, now)).toMatchObject({ state: 'attention', value: null });
    expect(backupFinding(now - 4 * 24 * HOUR, now)).toMatchObject({ state: 'good' });
    expect(backupFinding(now - 6 * 24 * HOUR, now)).toMatchObject({ state: 'attention' });
  });
});

describe('on a node that runs', () => {
  let node: SchoolNode;
  let head: string;
  beforeAll(async () => {
    node = await SchoolNode.start();
    head = node.adult('directrice', 'head');
    await node.store.append([
      { doc: 'work/a1/awa', update: Uint8Array.of(0, 0), author: 'awa', device: 't1', authors: [] },
    ]);
  });
  afterAll(() => node.close());

  const ask = (method: string, path = '', authorization = head) =>
    fetch(`${node.url}/api/office/backups${path}`, { method, headers: { authorization } });
  const shelf = async (method = 'GET'): Promise<BackupShelf> =>
    v.parse(BackupShelfSchema, await (await ask(method)).json());

  test('one is made while it runs, is followed, can be taken away, and is good for a new laptop', async () => {
    expect(await shelf('POST')).toMatchObject({ making: { step: 'copying' }, kept: [] });
    await until(async () => (await shelf()).making === null);
    const { kept, failed } = await shelf();
    expect([kept.length, failed]).toEqual([1, null]);
    const answer = await ask('GET', `/${kept[0]!.name}`);
    expect(answer.headers.get('content-disposition')).toContain(kept[0]!.name);
    const file = join(folder, 'taken.tar');
    await writeFile(file, Buffer.from(await answer.arrayBuffer()));
    expect(await readFile(file)).toHaveLength(kept[0]!.bytes);
    const order = {
      from: file,
      dataDir: join(folder, 'new'),
      present: 'refuse',
      logSchema: LOG_SCHEMA,
      at: 0,
    } as const;
    expect(await restoreBackup(order)).toMatchObject({ ok: true, value: { head: { documents: 1 } } });
  });

  test('the trail says who made one and who took which away', async () => {
    const { kept } = await shelf();
    const lines = node.database.prepare("SELECT account, about FROM audit WHERE duty = 'back-up'").all();
    expect(lines).toContainEqual({ account: 'directrice', about: '["+1"]' });
    expect(lines).toContainEqual({ account: 'directrice', about: JSON.stringify([kept[0]!.name]) });
  });

  test.each(['teacher', 'town', 'parent'] as const)('a %s neither sees, makes nor takes one away', async (role) => {
    const { kept } = await shelf();
    const them = node.adult(`un-${role}`, role, ['here']);
    for (const [method, path] of [
      ['GET', ''],
      ['POST', ''],
      ['GET', `/${kept[0]!.name}`],
    ] as const) {
      expect((await ask(method, path, them)).status).toBe(403);
      expect((await ask(method, path, 'Session nobody')).status).toBe(401);
    }
  });

  test('an ERUN may, and no other file of the disk can be asked for', async () => {
    const erun = node.adult('erun', 'erun');
    expect((await ask('GET', '', erun)).status).toBe(200);
    for (const path of ['/..%2Faccounts.sqlite', '/..%2f..%2f..%2fetc%2fpasswd', '/cartable-9999-x.tar', '/%00'])
      expect((await ask('GET', path, erun)).status).toBe(404);
  });
});

test('a folder that is not there holds none', async () => {
  expect(await new KeptBackups(join(folder, 'nowhere')).list()).toEqual([]);
});
