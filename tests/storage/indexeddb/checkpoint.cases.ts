import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type IndexeddbPersistence, storeState } from 'y-indexeddb';
import * as Y from 'yjs';
import { Log } from '../../../src/base/log.ts';
import { CHECKPOINT_PATIENCE_MS, IndexeddbCheckpoints } from '../../../src/storage/indexeddb/checkpoint.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const DOC = 'work/turtle/ana';
const DATABASE = `cartable-checkpoint ${DOC}`;

const ended = <Value>(request: IDBRequest<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('failed'));
  });

/** How many updates a checkpoint has, once all transactions on it that were begun before are over. */
async function countUpdates(): Promise<number> {
  const database = await ended(indexedDB.open(DATABASE));
  const count = await ended(database.transaction('updates', 'readwrite').objectStore('updates').count());
  database.close();
  return count;
}

async function put(update: Uint8Array): Promise<void> {
  const database = await ended(indexedDB.open(DATABASE));
  await ended(database.transaction('updates', 'readwrite').objectStore('updates').add(update));
  database.close();
}

/** What must hold of checkpoints on any IndexedDB. */
export function describeCheckpoints(which: string): void {
  describe(`checkpoints on ${which}`, () => {
    const realTransaction = IDBDatabase.prototype.transaction;
    let log: Log;
    let clock: ManualClock;
    let checkpoints: IndexeddbCheckpoints;
    let escaped: unknown[];
    let stopListening: () => void;
    const abortNextTransactions = () => {
      IDBDatabase.prototype.transaction = function (...args) {
        const transaction = realTransaction.apply(this, args);
        queueMicrotask(() => transaction.abort());
        return transaction;
      };
    };
    const warnings = () => log.entries().map(({ message }) => message);
    const text = (ydoc: Y.Doc) => ydoc.getText('text');
    const opened = async () => {
      const ydoc = new Y.Doc();
      const checkpoint = await checkpoints.attach(DOC, ydoc);
      return { ydoc, checkpoint, isLoaded: await checkpoint.loaded };
    };

    beforeEach(() => {
      log = new Log(() => 0);
      clock = new ManualClock();
      checkpoints = new IndexeddbCheckpoints({ log, clock });
      escaped = [];
      stopListening = listenForEscapes((error) => escaped.push(error));
    });
    afterEach(async () => {
      IDBDatabase.prototype.transaction = realTransaction;
      await checkpoints.forget(DOC);
      stopListening();
      expect(escaped).toEqual([]);
    });

    test('[S12] of documents that are in the log no more are thrown away, whatever interrupted that before', async () => {
      const GONE = 'work/turtle/ben';
      const other = await ended(indexedDB.open('another database'));
      other.close();
      for (const doc of [DOC, GONE]) {
        const ydoc = new Y.Doc();
        const checkpoint = await checkpoints.attach(doc, ydoc);
        await checkpoint.loaded;
        text(ydoc).insert(0, 'Les tortues');
        await checkpoint.detach();
      }
      await checkpoints.keepOnly([DOC, 'work/turtle/chloe']);
      const names = (await indexedDB.databases()).map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining([DATABASE, 'another database']));
      expect(names).not.toContain(`cartable-checkpoint ${GONE}`);
      await ended(indexedDB.deleteDatabase('another database'));
      expect(warnings()).toEqual([]);
    });

    test('fill a new document with what an earlier one was', async () => {
      const first = await opened();
      expect(first.isLoaded).toBe(false);
      text(first.ydoc).insert(0, 'Les tortues');
      await first.checkpoint.detach();
      const second = await opened();
      expect(second.isLoaded).toBe(true);
      expect(text(second.ydoc).toString()).toBe('Les tortues');
      expect(warnings()).toEqual([]);
      await second.checkpoint.detach();
    });

    test('are told from local edits', async () => {
      const first = await opened();
      text(first.ydoc).insert(0, 'Les tortues');
      await first.checkpoint.detach();
      const ydoc = new Y.Doc();
      const origins: unknown[] = [];
      ydoc.on('update', (_update, origin) => origins.push(origin));
      const checkpoint = await checkpoints.attach(DOC, ydoc);
      await checkpoint.loaded;
      expect(origins).toEqual([checkpoint.origin]);
      await checkpoint.detach();
    });

    test('do not follow once detached', async () => {
      const first = await opened();
      await first.checkpoint.detach();
      text(first.ydoc).insert(0, 'Les tortues');
      const second = await opened();
      expect(second.isLoaded).toBe(false);
      await second.checkpoint.detach();
    });

    test('are gone when forgotten', async () => {
      const first = await opened();
      text(first.ydoc).insert(0, 'Les tortues');
      await first.checkpoint.detach();
      await checkpoints.forget(DOC);
      const second = await opened();
      expect(second.isLoaded).toBe(false);
      await second.checkpoint.detach();
    });

    test('that another tab closes do not reach the keystroke', async () => {
      const { ydoc, checkpoint } = await opened();
      text(ydoc).insert(0, 'a');
      await checkpoints.forget(DOC); // closes the database by `versionchange`
      text(ydoc).insert(1, 'b');
      text(ydoc).insert(2, 'c');
      expect(text(ydoc).toString()).toBe('abc');
      expect(warnings()).toEqual(['a checkpoint stopped; the log has it all']);
      await checkpoint.detach();
    });

    test('whose write is aborted are neither a rejection nor an error of the page', async () => {
      const { ydoc, checkpoint } = await opened();
      abortNextTransactions();
      text(ydoc).insert(0, 'a');
      IDBDatabase.prototype.transaction = realTransaction;
      await countUpdates();
      text(ydoc).insert(1, 'b');
      expect(warnings()).toEqual(['a checkpoint stopped; the log has it all']);
      await checkpoint.detach();
    });

    test('that cannot be read are none, and are thrown away', async () => {
      const first = await opened();
      text(first.ydoc).insert(0, 'Les tortues');
      await first.checkpoint.detach();
      await put(new Uint8Array([1, 200, 200]));
      const second = await opened();
      expect(second.isLoaded).toBe(false);
      expect(text(second.ydoc).toString()).toBe('');
      expect(warnings()).toEqual(['a checkpoint stopped; the log has it all']);
      const third = await opened();
      expect([third.isLoaded, warnings().length]).toEqual([false, 1]);
      await third.checkpoint.detach();
    });

    test('that cannot be opened are none', async () => {
      const newer = await ended(indexedDB.open(DATABASE, 7)); // y-indexeddb finds a database without its tables
      newer.close();
      const { ydoc, isLoaded } = await opened();
      expect(isLoaded).toBe(false);
      text(ydoc).insert(0, 'a');
      expect(warnings()).toEqual(['a checkpoint stopped; the log has it all']);
    });

    test('that take too long are not waited for', async () => {
      const holder = await ended(indexedDB.open(DATABASE));
      const deleting = ended(indexedDB.deleteDatabase(DATABASE)); // blocked by the holder, and blocks each opening
      const ydoc = new Y.Doc();
      const checkpoint = await checkpoints.attach(DOC, ydoc);
      clock.advance(CHECKPOINT_PATIENCE_MS);
      expect(await checkpoint.loaded).toBe(false);
      await checkpoint.detach();
      holder.close();
      await deleting;
    });

    test('are compacted by y-indexeddb', async () => {
      const { ydoc, checkpoint } = await opened();
      for (let i = 0; i < 600; i++) text(ydoc).insert(i, 'a');
      await storeState(checkpoint.origin as IndexeddbPersistence);
      expect(await countUpdates()).toBe(1);
      await checkpoint.detach();
      const second = await opened();
      expect(text(second.ydoc).length).toBe(600);
      expect(warnings()).toEqual([]);
      await second.checkpoint.detach();
    });

    test('whose compaction is aborted lose nothing, and no one else hears of it', async () => {
      const { ydoc, checkpoint } = await opened();
      text(ydoc).insert(0, 'Les tortues');
      await countUpdates();
      abortNextTransactions();
      void storeState(checkpoint.origin as IndexeddbPersistence);
      IDBDatabase.prototype.transaction = realTransaction;
      expect(await countUpdates()).toBeGreaterThan(1);
      expect(warnings()).toEqual(['a checkpoint stopped; the log has it all']);
      const second = await opened();
      expect(text(second.ydoc).toString()).toBe('Les tortues');
      await second.checkpoint.detach();
    });
  });
}

/** Errors and rejections that nobody caught, in a page or in Node. */
function listenForEscapes(heard: (error: unknown) => void): () => void {
  if (typeof window === 'undefined') {
    process.on('unhandledRejection', heard).on('uncaughtException', heard);
    return () => void process.off('unhandledRejection', heard).off('uncaughtException', heard);
  }
  const onError = (event: ErrorEvent) => heard(event.error);
  const onRejection = (event: PromiseRejectionEvent) => heard(event.reason);
  window.addEventListener('error', onError);
  window.addEventListener('unhandledrejection', onRejection);
  return () => {
    window.removeEventListener('error', onError);
    window.removeEventListener('unhandledrejection', onRejection);
  };
}
