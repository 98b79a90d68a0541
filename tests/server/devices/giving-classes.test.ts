import { expect, test } from 'vitest';
import { Log } from '../../../src/base/log.ts';
import { classDocument } from '../../../src/classroom/document-id.ts';
import { Accounts } from '../../../src/server/accounts.ts';
import { openAccountsDatabase } from '../../../src/server/accounts-database.ts';
import { Devices } from '../../../src/server/devices/devices.ts';
import { MemoryLogStore } from '../../../src/storage/memory/memory-log-store.ts';
import { MemoryProjectionStore } from '../../../src/storage/memory/memory-projection-store.ts';
import type { Publication } from '../../../src/sync/publication.ts';

/** A node's devices on a disk that outlives them. */
function disk() {
  const database = openAccountsDatabase(':memory:');
  const store = new MemoryLogStore();
  const accounts = new Accounts(database);
  const { device } = accounts.add({ role: 'tablet', number: 1, classes: ['here'], account: '' }, 0);
  let told = 0;
  const start = (): Promise<Devices> =>
    Devices.open({
      database,
      now: () => 0,
      accounts,
      store,
      projections: new MemoryProjectionStore(),
      publication: { grown: async () => void (told += 1) } as Publication,
      node: 'hub',
      log: new Log(() => 0),
    });
  return { store, device, start, told: () => told };
}

test('[S12] a class given by a node that ended before it said so in its log reaches the device after the next start', async () => {
  const { store, device, start, told } = disk();
  const { register } = await start();
  const { epoch, seq } = await store.head();
  register.give(device, 'there', { epoch, seq: seq + 1 });

  const { granted } = (await start()).register.rightsOf(device);
  const [row] = await store.rowsOf(classDocument('there'));
  expect(granted.get('there')).toBe(row?.seq);
  expect(told()).toBe(1);
  await start();
  expect((await store.head()).seq).toBe(seq + 1);
});
