import { Log } from '../src/base/log.ts';
import { OUTBOX_TAG } from '../src/device/background-sync.ts';
import { deviceClock } from '../src/device/clock.ts';
import { WebSyncLock } from '../src/device/sync-lock.ts';
import { BroadcastChanges } from '../src/storage/indexeddb/changes.ts';
import { CartableDatabase } from '../src/storage/indexeddb/cartable-database.ts';
import { DexieDeviceStore } from '../src/storage/indexeddb/dexie-device-store.ts';
import { DexieFileStore } from '../src/storage/indexeddb/dexie-file-store.ts';
import { DexieLogStore } from '../src/storage/indexeddb/dexie-log-store.ts';
import { DexieProjectionStore } from '../src/storage/indexeddb/dexie-projection-store.ts';
import { recovering } from '../src/storage/indexeddb/recovering.ts';
import { readEnrolment } from '../src/sync/enrolment.ts';
import { HttpLink } from '../src/sync/links/http-link.ts';
import { settingAside } from '../src/sync/setting-aside.ts';
import { fileNamed, serveFile } from './files.ts';
import { Shell } from './shell.ts';
import { syncOnce } from './sync-once.ts';
import { takesOver } from './update.ts';
import { upstreamFiles } from './upstream-files.ts';
import { wakeOutbox } from './wake-outbox.ts';

/** Not in TypeScript's WebWorker: only Chromium has it. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}
declare const self: ServiceWorkerGlobalScope & {
  addEventListener(type: 'sync', listener: (event: SyncEvent) => void): void;
};

const shell = new Shell(__PRECACHE_MANIFEST__);
const journal = new Log(() => deviceClock.now());
const fetchHere = (url: RequestInfo | URL, init?: RequestInit) => fetch(url, init);

// Opened by the first call, so that a worker that only serves the shell does not wait for it.
const database = new CartableDatabase();
const changes = new BroadcastChanges(database.name);
const recover = recovering({ log: journal, clock: deviceClock });
const log = settingAside(new DexieLogStore(database, changes, recover), journal);
const projections = new DexieProjectionStore(database, changes);
const store = new DexieFileStore(database, changes);
const enrolment = () => readEnrolment(new DexieDeviceStore(database, changes));
const upstream = upstreamFiles(enrolment, fetchHere);

self.addEventListener('install', (event) => event.waitUntil(shell.install(event)));
self.addEventListener('activate', (event) => event.waitUntil(shell.activate(event).then(() => self.clients.claim())));
self.addEventListener('message', ({ data }) => void (takesOver(data) && self.skipWaiting()));
self.addEventListener('sync', (event) => void (event.tag === OUTBOX_TAG && event.waitUntil(wake())));
self.addEventListener('fetch', (event) => respond(event));

function respond(event: FetchEvent): void {
  const url = new URL(event.request.url);
  const sha256 = url.origin === self.location.origin ? fileNamed(url) : undefined;
  const answer = sha256 === undefined ? shell.answer(event) : serveFile(sha256, event.request, { store, upstream });
  if (answer) event.respondWith(answer);
}

async function wake(): Promise<void> {
  const joined = await enrolment();
  if (!joined) return;
  await wakeOutbox({
    lock: new WebSyncLock(navigator.locks),
    clock: deviceClock,
    log,
    link: new HttpLink({ base: '', credential: joined, fetch: fetchHere }),
    syncOnce: (link) => syncOnce(link, { device: joined.device, log, projections, files: store, journal }),
  });
}
