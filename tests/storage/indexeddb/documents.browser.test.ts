import { afterEach, beforeEach, expect, test } from 'vitest';
import type * as Y from 'yjs';
import { Log } from '../../../src/base/log.ts';
import { CartableDatabase } from '../../../src/storage/indexeddb/cartable-database.ts';
import { BroadcastChanges } from '../../../src/storage/indexeddb/changes.ts';
import { IndexeddbCheckpoints } from '../../../src/storage/indexeddb/checkpoint.ts';
import { DexieLogStore } from '../../../src/storage/indexeddb/dexie-log-store.ts';
import { Documents, RETRY_WRITE_MS } from '../../../src/sync/documents.ts';
import type { OpenDocument } from '../../../src/sync/facade.ts';
import { ydocOf } from '../../../src/sync/ydoc.ts';
import { failureOf } from '../../contracts/failure.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { clearDisk, liftQuota, noise, shrinkDisk, watchTransactions } from '../../support/real-disk.ts';
import { until } from '../../support/until.ts';

const WORK = 'work/tortue/awa';
/** Room for the databases themselves, and not for the long text, in bytes. */
const SMALL_QUOTA = 500_000;
const LONG = 800_000;

const textOf = (doc: Y.Doc): Y.Text => doc.getText('text');
const write = ({ doc }: OpenDocument, words: string): void => textOf(doc).insert(textOf(doc).length, words);
/** Text that takes as much room on a disk as it has letters. */
const longText = (): string => Array.from(noise(LONG), (byte) => String.fromCharCode(32 + (byte % 95))).join('');

let transactions: ReturnType<typeof watchTransactions>;
let database: CartableDatabase;
let changes: BroadcastChanges;
let log: DexieLogStore;
let clock: ManualClock;
let documents: Documents;

beforeEach(() => {
  transactions = watchTransactions();
  database = new CartableDatabase();
  changes = new BroadcastChanges(database.name);
  log = new DexieLogStore(database, changes);
  clock = new ManualClock();
  const journal = new Log(() => 0);
  const checkpoints = new IndexeddbCheckpoints({ log: journal, clock });
  documents = new Documents({ log, changes, clock, journal, checkpoints, device: 't1' });
});
afterEach(async () => {
  transactions.stop();
  changes.close();
  database.close();
  await liftQuota();
  await clearDisk();
});

/** What the screen shows of an opened document, in order, one word for each change. */
function shownOf({ save }: OpenDocument): string[] {
  const shown: string[] = [];
  save.subscribe((now) => shown.push(now.state === 'trouble' ? now.reason : now.state));
  return shown;
}
const stored = async (): Promise<string> => textOf(ydocOf(await log.rowsOf(WORK))).toString();

/** A work with one sentence on the disk, and what its screen shows from then on. */
async function openWork(): Promise<{ work: OpenDocument; shown: string[] }> {
  const work = await documents.open(WORK, 'awa');
  const before = shownOf(work);
  write(work, 'Elle nage.');
  await until(() => before.at(-1) === 'saved' && before.length > 1);
  clock.advance(RETRY_WRITE_MS); // a pause: the next edit is written at once
  return { work, shown: shownOf(work) };
}

/** [S1] While the disk refuses, whatever is done: nothing is shown as saved, nothing is stored, nothing is lost. */
async function expectKeptInMemory(work: OpenDocument, shown: string[], reason: string): Promise<string> {
  await until(() => shown.at(-1) === reason);
  write(work, ' Elle plonge.');
  expect(await failureOf(documents.flushAll()), 'the page is left').toBe(reason);
  const tries = shown.length;
  clock.advance(RETRY_WRITE_MS);
  await until(() => shown.length > tries); // tried once more, with nobody typing
  expect(shown.slice(1), 'shown since the edit').not.toContain('saved');
  expect(shown.at(-1)).toBe(reason);
  expect(await stored()).toBe('Elle nage.');
  const text = textOf(work.doc).toString();
  expect(text.startsWith('Elle nage.') && text.endsWith(' Elle plonge.')).toBe(true);
  return text;
}

/** [S1] Once it takes them, each edit is there once, and the next opening has it. */
async function expectStoredOnce(work: OpenDocument, shown: string[], text: string): Promise<void> {
  clock.advance(RETRY_WRITE_MS);
  await until(() => shown.at(-1) === 'saved');
  expect(await stored()).toBe(text);
  clock.advance(RETRY_WRITE_MS); // no try is left over
  await documents.flushAll();
  expect((await log.pendingCount()).rows, 'one row before, one for all that waited').toBe(2);
  await work.close();
  const again = await documents.open(WORK, 'awa');
  expect(textOf(again.doc).toString()).toBe(text);
  await again.close();
}

test('[S1] what is typed on a full disk is not shown as saved, stays on the screen, and is stored once when there is room', async () => {
  await shrinkDisk(SMALL_QUOTA);
  const { work, shown } = await openWork();
  write(work, longText());
  const text = await expectKeptInMemory(work, shown, 'full');
  await liftQuota();
  await expectStoredOnce(work, shown, text);
});

test('[S1] what is typed while the browser aborts transactions is not shown as saved, and is stored once it does not', async () => {
  const { work, shown } = await openWork();
  transactions.watch = (transaction) => {
    if (transaction.mode === 'readwrite') queueMicrotask(() => transaction.abort());
  };
  write(work, ' Elle dort.');
  const text = await expectKeptInMemory(work, shown, 'aborted');
  transactions.watch = () => {};
  await expectStoredOnce(work, shown, text);
});
