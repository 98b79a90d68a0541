import { BroadcastChanges } from '../storage/indexeddb/changes.ts';
import { CartableDatabase } from '../storage/indexeddb/cartable-database.ts';
import { DexieDeviceStore } from '../storage/indexeddb/dexie-device-store.ts';
import { DexieFileStore } from '../storage/indexeddb/dexie-file-store.ts';
import { DexieLogStore } from '../storage/indexeddb/dexie-log-store.ts';
import { DexieProjectionStore } from '../storage/indexeddb/dexie-projection-store.ts';
import type { Stores } from './stores.ts';

/** This device's store, in IndexedDB. It is opened by the first call. */
export function openStores(): Stores {
  const database = new CartableDatabase();
  const changes = new BroadcastChanges(database.name);
  return {
    log: new DexieLogStore(database, changes),
    projections: new DexieProjectionStore(database, changes),
    files: new DexieFileStore(database, changes),
    device: new DexieDeviceStore(database, changes),
    changes,
  };
}
