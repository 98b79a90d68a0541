import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CartableDatabase } from '../../../src/storage/indexeddb/cartable-database.ts';
import { BroadcastChanges } from '../../../src/storage/indexeddb/changes.ts';
import { DexieFileStore } from '../../../src/storage/indexeddb/dexie-file-store.ts';
import { DexieLogStore } from '../../../src/storage/indexeddb/dexie-log-store.ts';
import { describeFile } from '../../../src/sync/files/manifest.ts';
import type { Change, DraftRow } from '../../../src/sync/ports.ts';
import { failureOf } from '../../contracts/failure.ts';
import { clearDisk, liftQuota, noise, shrinkDisk, watchTransactions } from '../../support/real-disk.ts';

const DOC = 'work/turtle/ana';
/** Room for the database itself, and not for what the tests add, in bytes. */
const SMALL_QUOTA = 500_000;
const BIG = 1_000_000;

const row = (update = new Uint8Array([1])): DraftRow => ({
  doc: DOC,
  update,
  author: 'ana',
  device: 't1',
  authors: [],
});

const ended = <Value>(request: IDBRequest<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('failed'));
  });

let transactions: ReturnType<typeof watchTransactions>;
let made = 0;
let name: string;
let database: CartableDatabase;
let changes: BroadcastChanges;
let log: DexieLogStore;

beforeEach(() => {
  transactions = watchTransactions();
  name = `failures-${(made += 1)}`;
  database = new CartableDatabase(name);
  changes = new BroadcastChanges(name);
  log = new DexieLogStore(database, changes);
});
afterEach(async () => {
  transactions.stop();
  await liftQuota();
  changes.close();
  database.close();
  await ended(indexedDB.deleteDatabase(name));
});

test('[S1] saved means that a strict transaction is complete', async () => {
  await log.head();
  const order: string[] = [];
  transactions.watch = (transaction) => {
    order.push(`${transaction.mode} ${transaction.durability}`);
    transaction.addEventListener('complete', () => order.push('complete'));
  };
  await log.append([row()]).then(() => order.push('saved'));
  expect(order).toEqual(['readwrite strict', 'complete', 'saved']);
});

test('[S1] a full disk stores nothing and says so; with room again the same rows are taken', async () => {
  const heard: Change[] = [];
  changes.subscribe((change) => heard.push(change));
  await shrinkDisk(SMALL_QUOTA);
  await log.append([row()]);
  const rows = [row(), row(noise(BIG))];
  expect(await failureOf(log.append(rows))).toBe('full');
  expect((await log.head()).seq).toBe(1);
  expect(await log.pendingCount()).toEqual({ rows: 1, bytes: 1 });
  await liftQuota();
  expect((await log.append(rows)).seq).toBe(3);
  expect((await log.rowsOf(DOC))[2]?.update).toEqual(rows[1]?.update);
  expect(heard.map(({ what }) => what)).toEqual(['log', 'log']);
});

test('[S18] a full disk refuses a chunk, and takes it once another file made room', async () => {
  const files = new DexieFileStore(database, changes);
  const bytes = noise(BIG);
  const { ref, chunks } = await describeFile(bytes, { name: 'tortue.webm', type: 'video/webm' });
  await shrinkDisk(SMALL_QUOTA);
  await files.begin(ref, chunks);
  expect(await failureOf(files.putChunk(ref.sha256, 0, bytes))).toBe('full');
  expect((await files.get(ref.sha256))?.present).toEqual([]);
  await liftQuota();
  await files.putChunk(ref.sha256, 0, bytes);
  expect((await files.get(ref.sha256))?.complete).toBe(true);
});

test('[S1] an aborted transaction stores nothing and says so; a second try is taken', async () => {
  await log.head();
  transactions.watch = (transaction) => queueMicrotask(() => transaction.abort());
  expect(await failureOf(log.append([row()]))).toBe('aborted');
  transactions.watch = () => {};
  expect((await log.append([row()])).seq).toBe(1);
});

test('[S1] a database that another tab closed is opened again by the next call', async () => {
  await log.append([row()]);
  const newer = await ended(indexedDB.open(name, 50)); // closes ours by `versionchange`
  newer.close();
  expect((await log.append([row()])).seq).toBe(2);
  expect(await log.rowsOf(DOC)).toHaveLength(2);
});

describe('[S1] a connection that another tab closes under a call loses no row', () => {
  test.each<[string, (close: () => void) => void]>([
    ['before its transaction', (close) => close()],
    ['in its transaction', (close) => (transactions.watch = ({ mode }) => void (mode === 'readwrite' && close()))],
    [
      'with its transaction',
      (close) => (transactions.watch = (transaction) => transaction.addEventListener('complete', close)),
    ],
  ])('%s: either it is stored once, or the caller is told and has it taken later', async (_, when) => {
    await log.append([row()]);
    let closing: Promise<IDBDatabase> | undefined;
    when(() => void (closing ??= ended(indexedDB.open(name, 50))));
    const given = row(noise(BIG));
    const failure = await failureOf(log.append([given]));
    (await closing!).close();
    transactions.watch = () => {};
    const isStored = (await log.rowsOf(DOC)).length === 2;
    expect(isStored, `the caller was told: ${failure}`).toBe(failure === undefined);
    if (failure) await log.append([given]);
    expect((await log.rowsOf(DOC)).map(({ seq }) => seq)).toEqual([1, 2]);
    expect((await log.rowsOf(DOC))[1]?.update).toEqual(given.update);
    expect((await log.pendingCount()).rows).toBe(2);
  });
});

test('[S1] a connection that dies with its transaction is told to the caller, whose row is taken by the next', async () => {
  await log.append([row()]);
  transactions.watch = (transaction) =>
    queueMicrotask(() => {
      transaction.abort();
      transaction.db.close(); // nobody tells Dexie
    });
  const given = row(noise(BIG));
  expect(await failureOf(log.append([given]))).toBe('aborted');
  transactions.watch = () => {};
  expect((await log.append([given])).seq).toBe(2);
  expect((await log.rowsOf(DOC)).map(({ update }) => update)).toEqual([row().update, given.update]);
});

test('[S4] a browser that throws all storage away leaves a new log behind, and not an old one', async () => {
  const lost = await log.append([row()]);
  await clearDisk();
  const fresh = await log.append([row()]);
  expect(fresh.seq).toBe(1);
  expect(fresh.epoch).not.toBe(lost.epoch);
});

test('two connections to one log count its positions together', async () => {
  const other = new CartableDatabase(name);
  const otherChanges = new BroadcastChanges(name);
  const otherLog = new DexieLogStore(other, otherChanges);
  const appends = Array.from({ length: 20 }, (_, i) => (i % 2 ? log : otherLog).append([row()]));
  const heads = await Promise.all(appends);
  expect(heads.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(appends.map((_, i) => i + 1));
  expect(await otherLog.head()).toEqual(await log.head());
  otherChanges.close();
  other.close();
});

test('another tab hears of a write', async () => {
  const otherTab = new BroadcastChanges(name);
  const heard = new Promise<Change>((resolve) => otherTab.subscribe(resolve));
  await log.append([row()]);
  expect(await heard).toEqual({ what: 'log', docs: [DOC] });
  otherTab.close();
});

test('a write is no failure because nobody can be told of it any more', async () => {
  changes.close();
  expect((await log.append([row()])).seq).toBe(1);
});

test('what another version of the app says on the channel is no change', async () => {
  const heard: Change[] = [];
  changes.subscribe((change) => heard.push(change));
  const known = new Promise<void>((resolve) => changes.subscribe(() => resolve()));
  const channel = new BroadcastChannel(`${name}-changes`);
  for (const said of ['hello', null, { what: 'weather', docs: [] }, { what: 'log' }]) channel.postMessage(said);
  channel.postMessage({ what: 'files', docs: [] });
  await known;
  expect(heard).toEqual([{ what: 'files', docs: [] }]);
  channel.close();
});
