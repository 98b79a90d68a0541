// A tablet's stores and engine in a browser, without screens: what the benchmark of a month measures.
import { Log } from '../../../src/base/log.ts';
import { deviceClock } from '../../../src/device/clock.ts';
import type { Cursor, Credential } from '../../../src/protocol/messages.ts';
import { BroadcastChanges } from '../../../src/storage/indexeddb/changes.ts';
import { CartableDatabase } from '../../../src/storage/indexeddb/cartable-database.ts';
import { IndexeddbCheckpoints } from '../../../src/storage/indexeddb/checkpoint.ts';
import { DexieLogStore } from '../../../src/storage/indexeddb/dexie-log-store.ts';
import { DexieProjectionStore } from '../../../src/storage/indexeddb/dexie-projection-store.ts';
import { compactLongDocuments } from '../../../src/sync/compaction.ts';
import { DocumentCache } from '../../../src/sync/document-cache.ts';
import { Documents } from '../../../src/sync/documents.ts';
import type { OpenDocument } from '../../../src/sync/facade.ts';
import { Exchange } from '../../../src/sync/exchange.ts';
import { InlineInspector } from '../../../src/sync/inline-inspector.ts';
import { HttpLink } from '../../../src/sync/links/http-link.ts';
import type { RowFromAbove } from '../../../src/sync/ports.ts';
import { Projector } from '../../../src/sync/projector.ts';
import type { MonthSize } from './plan.ts';
import { monthRows } from './plan.ts';

/** Rows of one transaction while a month is written: about what a lesson brings. */
const BATCH_ROWS = 2_000;
/** The hub's receipts say so: the ENT has had all of it. */
const ENT_HAS_ALL = Number.MAX_SAFE_INTEGER;

/** The tablet's own parts, over the database of that name. */
function tablet(name: string) {
  const database = new CartableDatabase(name);
  const changes = new BroadcastChanges(name);
  const log = new DexieLogStore(database, changes);
  const projections = new DexieProjectionStore(database, changes);
  const projector = new Projector(log, projections, new DocumentCache(log));
  return { changes, log, projections, projector, journal: new Log(() => performance.now()) };
}

async function timed(task: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await task();
  return performance.now() - before;
}

const page = {
  /** Writes the month as a tablet has it that was there all the time, and projects it. */
  async live(name: string, size: MonthSize, cursor: Cursor): Promise<void> {
    const { log, projector } = tablet(name);
    let batch: RowFromAbove[] = [];
    let up = 0;
    const receipt = { role: 'hub', seq: ENT_HAS_ALL, held: [] } as const;
    for (const row of monthRows(size)) {
      batch.push({ ...row, up: ++up });
      if (batch.length < BATCH_ROWS) continue;
      await log.settle({ settled: [], rows: batch, cursor: null, receipt });
      batch = [];
    }
    await log.settle({ settled: [], rows: batch, cursor, receipt });
    await projector.catchUp();
  },

  /** What the app's start asks of its stores: the projector has nothing to do, and the screens read their rows. */
  async start(name: string): Promise<{ storesMs: number; projectorMs: number; screensMs: number; works: number }> {
    const { log, projections, projector } = tablet(name);
    let works = 0;
    return {
      storesMs: await timed(() => log.head()),
      projectorMs: await timed(() => projector.catchUp()),
      screensMs: await timed(async () => {
        const [, , all] = await Promise.all([
          projections.all('class'),
          projections.all('assignment'),
          projections.all('work'),
        ]);
        works = all.length;
      }),
      works,
    };
  },

  /** Opens a document as an editor does. */
  async open(name: string, doc: string): Promise<{ ms: number; characters: number }> {
    const { log, changes, journal } = tablet(name);
    const checkpoints = new IndexeddbCheckpoints({ log: journal, clock: deviceClock });
    const documents = new Documents({ log, changes, checkpoints, clock: deviceClock, journal, device: 'tablet' });
    await log.head(); // the app has been open for a while
    let opened: OpenDocument | undefined;
    const ms = await timed(async () => (opened = await documents.open(doc, 'eleve-0')));
    const characters = opened!.doc.getText('text').length;
    await opened!.close(); // with it, the checkpoint that a first opening begins
    return { ms, characters };
  },

  /** Brings the tablet up to date by requests, then its screens. */
  async catchUp(name: string, credential: Credential): Promise<{ syncMs: number; projectMs: number; bytes: number }> {
    const { log, projector, journal } = tablet(name);
    await log.head();
    performance.clearResourceTimings();
    performance.setResourceTimingBufferSize(5_000);
    const link = new HttpLink({ base: '', credential, fetch: (url, init) => fetch(url, init) });
    const exchange = new Exchange({ device: credential.device, log, inspector: new InlineInspector(log), journal });
    const syncMs = await timed(() => exchange.syncOnce(link));
    const projectMs = await timed(() => projector.catchUp());
    const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    return { syncMs, projectMs, bytes: entries.reduce((sum, { transferSize }) => sum + transferSize, 0) };
  },

  /** Puts long documents together as an idle tablet does, so many at once. */
  async compact(name: string, atMost: number): Promise<{ ms: number; documents: number }> {
    const { log, journal } = tablet(name);
    let documents = 0;
    const ms = await timed(async () => {
      documents = (await compactLongDocuments({ log, journal, receipted: 'above', atMost })).length;
    });
    return { ms, documents };
  },

  /** Edits written by one keystroke's road: into the log, strictly. */
  async write(name: string, doc: string): Promise<number> {
    const { log, changes, journal } = tablet(name);
    const documents = new Documents({
      log,
      changes,
      checkpoints: undefined,
      clock: deviceClock,
      journal,
      device: 'tablet',
    });
    const opened = await documents.open(doc, 'eleve-0');
    const times: number[] = [];
    for (let count = 0; count < 20; count++) {
      opened.doc.getText('text').insert(0, 'a');
      times.push(await timed(() => opened.flush()));
    }
    return times.sort((a, b) => a - b)[10]!;
  },

  async rows(name: string): Promise<number> {
    return (await tablet(name).log.head()).seq;
  },

  async storedBytes(): Promise<number> {
    return (await navigator.storage.estimate()).usage ?? 0;
  },
};

export type MonthPage = typeof page;
declare global {
  interface Window {
    month: MonthPage;
  }
}
window.month = page;
