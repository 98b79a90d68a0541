import { expect, test } from 'vitest';
import { CartableDatabase } from '../../../src/storage/indexeddb/cartable-database.ts';
import { BroadcastChanges } from '../../../src/storage/indexeddb/changes.ts';
import { DexieLogStore } from '../../../src/storage/indexeddb/dexie-log-store.ts';
import type { DraftRow } from '../../../src/sync/ports.ts';
import { gathered } from '../../support/gathered.ts';

const row = (doc: string): DraftRow => {
  return { doc, update: new Uint8Array([1]), author: 'ana', device: 't1', authors: [] };
};

test('[S1] a keystroke is saved while a month’s documents are looked through for long ones', async () => {
  const database = new CartableDatabase('long-documents');
  const log = new DexieLogStore(database, new BroadcastChanges('long-documents'));
  await log.append(Array.from({ length: 1_000 }, (_, i) => row(`work/turtle/${i}`)));
  const ended: string[] = [];
  const looking = gathered(log.longDocuments(1)).then((long) => ended.push(`${long.length} documents`));
  await expect.poll(() => database.rows.count()).toBe(1_000); // behind the first look
  const saving = log.append([row('work/turtle/1')]).then(() => ended.push('keystroke'));
  await Promise.all([looking, saving]);
  expect(ended).toEqual(['keystroke', '1000 documents']);
  await database.delete();
});

test('whoever has enough long documents looks no further', async () => {
  const database = new CartableDatabase('enough-long-documents');
  const log = new DexieLogStore(database, new BroadcastChanges('enough-long-documents'));
  await log.append(Array.from({ length: 1_000 }, (_, i) => row(`work/turtle/${String(i).padStart(4, '0')}`)));
  const { value } = await log.longDocuments(1).next();
  expect(value?.at(0)).toBe('work/turtle/0000');
  expect(value!.length).toBeLessThan(100);
  await database.delete();
});
