import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { eraseDevice } from '../../src/device/erase-device.ts';

const cleared: string[] = [];

beforeEach(() => {
  cleared.length = 0;
  vi.stubGlobal('indexedDB', new IDBFactory());
  for (const name of ['localStorage', 'sessionStorage']) vi.stubGlobal(name, { clear: () => cleared.push(name) });
});
afterEach(() => vi.unstubAllGlobals());

const open = (name: string) =>
  new Promise<void>((resolve) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => {
      request.result.close();
      resolve();
    };
  });
const names = async () => (await indexedDB.databases()).map(({ name }) => name).sort();

test('everything of the app goes, and nothing of a neighbour on the same origin', async () => {
  for (const name of ['cartable', 'cartable-checkpoint work/a/b', 'neighbour']) await open(name);
  await eraseDevice(['cartable']);
  expect(await names()).toEqual(['neighbour']);
  expect(cleared).toEqual(['localStorage', 'sessionStorage']);
});

test('a browser that cannot list its databases erases those that the app knows', async () => {
  for (const name of ['cartable', 'cartable-checkpoint work/a/b']) await open(name);
  const { databases } = indexedDB;
  Object.setPrototypeOf(indexedDB, { open: indexedDB.open, deleteDatabase: indexedDB.deleteDatabase });
  expect('databases' in indexedDB).toBe(false);
  await eraseDevice(['cartable', 'cartable-checkpoint work/a/b', 'cartable-checkpoint never/opened']);
  expect(await databases.call(indexedDB)).toEqual([]);
});
