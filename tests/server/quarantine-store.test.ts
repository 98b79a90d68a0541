import { beforeEach, describe, expect, test } from 'vitest';
import type { DatabaseSync } from 'node:sqlite';
import { Accounts } from '../../src/server/accounts.ts';
import { openAccountsDatabase } from '../../src/server/accounts-database.ts';
import { SqliteQuarantineStore } from '../../src/server/quarantine-store.ts';

let database: DatabaseSync;
let store: SqliteQuarantineStore;
let now: number;

const held = (doc: string, rows = 1) => ({ doc, author: 'awa', why: 'too-big', rows, bytes: 10 * rows });
const refused = (byte: number, length = 3) => ({
  push: { doc: 'work/a1/awa', author: 'awa', device: 't', update: new Uint8Array(length).fill(byte) },
  why: 'not-an-update',
});
const copies = () => database.prepare('SELECT doc, author, why, at, "update" FROM refused').all();

beforeEach(() => {
  database = openAccountsDatabase(':memory:');
  now = 1;
  store = new SqliteQuarantineStore(database, () => now);
});

describe('[S9] what a device says it holds', () => {
  test('stands beside its number and its classes', async () => {
    const grant = { role: 'tablet', number: 7, classes: ['ce2'], account: '' } as const;
    const { device } = new Accounts(database).add(grant, 0);
    await store.tell(device, [held('work/a1/awa')]);
    expect(await store.told()).toEqual([{ ...held('work/a1/awa'), device, number: 7, classes: ['ce2'], since: 1 }]);
  });

  test('takes the place of what it said before, and keeps since when it is known', async () => {
    expect(await store.tell('t', [])).toBe(false);
    expect(await store.tell('t', [held('work/a1/awa'), held('work/a1/leo')])).toBe(true);
    now = 2;
    expect(await store.tell('t', [held('work/a1/awa', 2), held('work/a1/noe')])).toBe(true);
    expect((await store.told()).map(({ doc, rows, since }) => [doc, rows, since])).toEqual([
      ['work/a1/awa', 2, 1],
      ['work/a1/noe', 1, 2],
    ]);
    expect(await store.tell('t', [held('work/a1/noe'), held('work/a1/awa', 2)])).toBe(false);
  });
});

describe('[S9] copies of what was refused', () => {
  test('are kept whole, each once', async () => {
    await store.keep('t', [refused(1), refused(2)]);
    now = 2;
    await store.keep('t', [refused(2)]);
    expect(copies()).toEqual([
      { doc: 'work/a1/awa', author: 'awa', why: 'not-an-update', at: 1, update: Uint8Array.of(1, 1, 1) },
      { doc: 'work/a1/awa', author: 'awa', why: 'not-an-update', at: 1, update: Uint8Array.of(2, 2, 2) },
    ]);
  });

  test('of one device end where they would fill the disk; another’s still go in', async () => {
    const MB = 1024 * 1024;
    for (let i = 0; i < 12; i++) await store.keep('mad', [refused(i, MB)]);
    expect(copies()).toHaveLength(8);
    await store.keep('other', [refused(1)]);
    expect(copies()).toHaveLength(9);
    for (let i = 0; i < 1_100; i++) await store.keep('small', [refused(i % 256, 1 + Math.floor(i / 256))]);
    expect(copies()).toHaveLength(1_009);
  });
});
