import { afterEach, beforeEach, expect, test } from 'vitest';
import type * as Y from 'yjs';
import { Log } from '../../../src/base/log.ts';
import { deviceClock } from '../../../src/device/clock.ts';
import { CartableDatabase } from '../../../src/storage/indexeddb/cartable-database.ts';
import { BroadcastChanges } from '../../../src/storage/indexeddb/changes.ts';
import { IndexeddbCheckpoints } from '../../../src/storage/indexeddb/checkpoint.ts';
import { DexieLogStore } from '../../../src/storage/indexeddb/dexie-log-store.ts';
import { recovering } from '../../../src/storage/indexeddb/recovering.ts';
import { Documents } from '../../../src/sync/documents.ts';
import type { LogStore } from '../../../src/sync/ports.ts';
import { settingAside } from '../../../src/sync/setting-aside.ts';
import { ydocOf } from '../../../src/sync/ydoc.ts';
import { clearDisk } from '../../support/real-disk.ts';

const WORK = 'work/tortue/awa';
const LINES = ['Elle nage. ', 'Elle plonge. ', 'Elle dort. '];

const journal = new Log(() => 0);
const checkpointing = { log: journal, clock: deviceClock };
let database: CartableDatabase;
let changes: BroadcastChanges;
let log: LogStore;

beforeEach(() => {
  database = new CartableDatabase();
  changes = new BroadcastChanges(database.name);
  log = settingAside(new DexieLogStore(database, changes, recovering(checkpointing)), journal);
});
afterEach(async () => {
  changes.close();
  database.close();
  await clearDisk();
});

const textOf = (doc: Y.Doc) => doc.getText('text');
const stored = async () => textOf(ydocOf(await log.rowsOf(WORK))).toString();
const heldReasons = async () => (await log.held()).map(({ reason }) => reason);

/** One row for each line, and one that only takes the first word out. */
async function write(checkpoints: IndexeddbCheckpoints | undefined): Promise<void> {
  const documents = new Documents({ log, changes, clock: deviceClock, journal, checkpoints, device: 't1' });
  const work = await documents.open(WORK, 'awa');
  for (const line of LINES) {
    textOf(work.doc).insert(textOf(work.doc).length, line);
    await work.flush();
  }
  textOf(work.doc).delete(0, 5);
  await work.close();
}

/** A bit of the row turns over on the disk. */
async function damage(seq: number): Promise<void> {
  const { update } = (await database.rows.get(seq))!;
  update[update.length >> 1]! ^= 1;
  await database.rows.update(seq, { update });
}

test.each([
  [1, 'with which the work begins'],
  [2, 'in the middle'],
  [3, 'at the end'],
  [4, 'that only takes something out'],
])('[S9] what the damaged row %i said, %s, is in the checkpoint, and goes on from there', async (seq) => {
  await write(new IndexeddbCheckpoints(checkpointing));
  const before = await stored();
  const { authors } = (await database.rows.get(seq))!;
  await damage(seq);
  expect(await stored()).toBe(before);
  expect(await log.held()).toEqual([]);
  const pending = await log.pending(1_000_000);
  expect(pending.map((row) => row.seq).sort()).toEqual([1, 2, 3, 4, 5].filter((one) => one !== seq));
  expect(pending.at(-1)).toMatchObject({ doc: WORK, author: 'awa', device: 't1' });
  expect(pending.at(-1)!.authors).toEqual(expect.arrayContaining([...authors]));
  expect((await log.pendingCount()).rows).toBe(4);
});

test('[S9] nothing is taken for what several damaged rows said', async () => {
  await write(new IndexeddbCheckpoints(checkpointing));
  await damage(1);
  await damage(3);
  await stored();
  expect(await heldReasons()).toEqual(['damaged', 'damaged']);
});

test('[S9] where there is no checkpoint the row is held', async () => {
  await write(undefined);
  await damage(3);
  expect(await stored()).not.toContain('dort');
  expect(await heldReasons()).toEqual(['damaged']);
});

test('[S9] a checkpoint that is behind the log says nothing of the row', async () => {
  const checkpoints = new IndexeddbCheckpoints(checkpointing);
  const followed = checkpoints.attach.bind(checkpoints);
  checkpoints.attach = async (doc, ydoc) => {
    const checkpoint = await followed(doc, ydoc);
    await checkpoint.loaded;
    await checkpoint.detach();
    return checkpoint;
  };
  await write(checkpoints);
  await damage(3);
  await stored();
  expect(await heldReasons()).toEqual(['damaged']);
});
