import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Log } from '../../../src/base/log.ts';
import { classDocument } from '../../../src/classroom/document-id.ts';
import { openAccountsDatabase } from '../../../src/server/accounts-database.ts';
import { DeviceRegister } from '../../../src/server/devices/device-register.ts';
import { LEAVERS_KEPT_MS } from '../../../src/server/privacy/leavers-kept.ts';
import { Privacy } from '../../../src/server/privacy/privacy.ts';
import { MemoryFileStore } from '../../../src/storage/memory/memory-file-store.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { CLASS, fillSchool, tablet, workOf, write } from '../../support/sample-school.ts';
import { settle, TestNode } from '../../support/town.ts';

const DAY_MS = 24 * 60 * 60_000;
const database = openAccountsDatabase(':memory:');
let clock: ManualClock;
let ent: TestNode;
let privacy: Privacy;

const left = (pupil: string, at: number) =>
  database.prepare("INSERT INTO leavers (pupil, class, left_at, import) VALUES (?, ?, ?, '')").run(pupil, CLASS, at);
const nextDay = async (): Promise<void> => {
  clock.advance(DAY_MS);
  await settle();
};
const isHere = async (pupil: string): Promise<boolean> => (await ent.log.documentIds()).includes(workOf(pupil));

beforeEach(async () => {
  clock = new ManualClock();
  ent = await TestNode.open('ent');
  await fillSchool(ent);
  const one = tablet('tablet-1', () => ent);
  await one.syncOnce();
  for (const pupil of ['awa', 'ben']) await write(one, workOf(pupil), pupil, 'Elle nage.');
  await one.syncOnce();
  privacy = new Privacy({
    database,
    clock,
    store: ent.log,
    projections: ent.projections,
    files: new MemoryFileStore(),
    node: 'ent',
    hasUpstream: false,
    log: new Log(() => 0),
  });
  const register = new DeviceRegister(database, () => clock.now(), new Log(() => 0));
  await privacy.start({ station: ent.station, inspectors: [], register });
});
afterEach(() => {
  privacy.stop();
  for (const table of ['leavers', 'erasures', 'erasure_reached']) database.exec(`DELETE FROM ${table}`);
});

describe('pupils who left', () => {
  test('stay for eighty days, then the node erases them by itself: within the ninety that are promised', async () => {
    left('awa', 0);
    for (let day = 1; day < LEAVERS_KEPT_MS / DAY_MS; day++) await nextDay();
    expect(await isHere('awa')).toBe(true);
    await nextDay();
    expect(await isHere('awa')).toBe(false);
    expect(await isHere('ben')).toBe(true);
    expect(privacy.book.leavers()).toEqual([]);
    expect(privacy.book.all()).toMatchObject([{ owner: 'awa', why: 'left', account: '', documents: 1 }]);
    expect(clock.now()).toBeLessThan(90 * DAY_MS);
  });

  test('are erased also where their name left the list before, rows of the list included', async () => {
    const before = (await ent.log.rowsOf(classDocument(CLASS))).length;
    left('awa', clock.now() - LEAVERS_KEPT_MS);
    await nextDay();
    const doc = await ent.station.documents.get(classDocument(CLASS));
    expect(doc.getMap('pupils').has('awa')).toBe(false);
    expect(doc.getMap('erased').has('awa')).toBe(true);
    expect((await ent.log.rowsOf(classDocument(CLASS))).length).toBeLessThanOrEqual(before);
  });

  test('who came back stay', async () => {
    left('awa', clock.now() - LEAVERS_KEPT_MS + 2 * DAY_MS);
    await nextDay();
    database.exec("DELETE FROM leavers WHERE pupil = 'awa'");
    await nextDay();
    await nextDay();
    expect(await isHere('awa')).toBe(true);
  });

  test('whom nobody knows any more are forgotten too', async () => {
    database.exec(
      "INSERT INTO leavers (pupil, class, left_at, import) VALUES ('long-gone', 'no-class', -9999999999, '')",
    );
    await nextDay();
    expect(privacy.book.leavers()).toEqual([]);
  });
});
