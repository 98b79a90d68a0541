import type { Log } from '../base/log.ts';
import { deviceClock } from '../device/clock.ts';
import { BroadcastChanges } from '../storage/indexeddb/changes.ts';
import { CartableDatabase } from '../storage/indexeddb/cartable-database.ts';
import { DexieDeviceStore } from '../storage/indexeddb/dexie-device-store.ts';
import { DexieFileStore } from '../storage/indexeddb/dexie-file-store.ts';
import { DexieLogStore, type Recover } from '../storage/indexeddb/dexie-log-store.ts';
import { DexieProjectionStore } from '../storage/indexeddb/dexie-projection-store.ts';
import { makingRoom } from '../sync/making-room.ts';
import { settingAside } from '../sync/setting-aside.ts';
import type { Stores } from './stores.ts';

/** This device's store, in IndexedDB. It is opened by the first call. */
export function openStores(journal: Log): Stores {
  const database = new CartableDatabase();
  const changes = new BroadcastChanges(database.name);
  const files = new DexieFileStore(database, changes);
  const projections = new DexieProjectionStore(database, changes);
  // Where the disk is full files give way, which can be fetched again (S18). How is only needed then.
  const eviction = () => import('../sync/eviction.ts');
  const forWork = async () => (await eviction()).evictForWork({ files, projections });
  const forFile = async (sha256: unknown) => (await eviction()).evictForFile({ files, projections }, String(sha256));
  const recovery = () => import('../storage/indexeddb/recovering.ts');
  const recover: Recover = async (...damaged) =>
    (await recovery()).recovering({ log: journal, clock: deviceClock })(...damaged);
  const log = new DexieLogStore(database, changes, recover);
  return {
    log: settingAside(makingRoom(log, ['append', 'settle', 'confirm', 'purge', 'setAside', 'letGo'], forWork), journal),
    projections: makingRoom(projections, ['put', 'remove'], forWork),
    files: makingRoom(files, ['putChunk'], forFile),
    device: new DexieDeviceStore(database, changes),
    changes,
  };
}
