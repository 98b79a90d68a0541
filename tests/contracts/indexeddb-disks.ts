import { CartableDatabase } from '../../src/storage/indexeddb/cartable-database.ts';
import { BroadcastChanges } from '../../src/storage/indexeddb/changes.ts';
import { DexieDeviceStore } from '../../src/storage/indexeddb/dexie-device-store.ts';
import { DexieFileStore } from '../../src/storage/indexeddb/dexie-file-store.ts';
import { DexieLogStore } from '../../src/storage/indexeddb/dexie-log-store.ts';
import { DexieProjectionStore } from '../../src/storage/indexeddb/dexie-projection-store.ts';
import { describeDeviceStore } from './device-store.contract.ts';
import { describeFileStore } from './file-store.contract.ts';
import { describeLogStore } from './log-store.contract.ts';
import { describeProjectionStore } from './projection-store.contract.ts';

let made = 0;

/** By hand: Dexie warns on the console where a connection takes a moment to close. */
function deleteDatabase(name: string): Promise<void> {
  const request = indexedDB.deleteDatabase(name);
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error ?? new Error('not deleted'));
  });
}

function createDisk<Store>(Store: new (database: CartableDatabase, changes: BroadcastChanges) => Store) {
  return async () => {
    const name = `contract-${(made += 1)}`;
    const changes = new BroadcastChanges(name);
    let database = new CartableDatabase(name);
    return {
      changes,
      open: async () => {
        database.close();
        database = new CartableDatabase(name);
        return new Store(database, changes);
      },
      /** The database itself, open, whoever closed it before. */
      behind: async () => {
        await database.open();
        return database;
      },
      discard: async () => {
        changes.close();
        database.close();
        await deleteDatabase(name);
      },
    };
  };
}

/** The contracts on IndexedDB, whichever it is that runs here. */
export function describeIndexeddb(which: string): void {
  describeLogStore(`DexieLogStore on ${which}`, async () => {
    const disk = await createDisk(DexieLogStore)();
    return {
      ...disk,
      damage: async (seq) => {
        const { rows } = await disk.behind();
        await rows
          .where('seq')
          .equals(seq)
          .modify(({ update }) => void (update[0] = update[0]! ^ 1));
      },
    };
  });
  describeProjectionStore(`DexieProjectionStore on ${which}`, createDisk(DexieProjectionStore));
  describeDeviceStore(`DexieDeviceStore on ${which}`, createDisk(DexieDeviceStore));
  describeFileStore(`DexieFileStore on ${which}`, async () => {
    const disk = await createDisk(DexieFileStore)();
    return {
      ...disk,
      damage: async (sha256, index) => {
        const { fileChunks } = await disk.behind();
        const chunk = await fileChunks.get([sha256, index]);
        await fileChunks.put({ ...chunk!, bytes: new Uint8Array(chunk!.bytes.byteLength).buffer });
      },
    };
  });
}
