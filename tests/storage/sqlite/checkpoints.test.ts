import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import type { Author } from '../../../src/protocol/messages.ts';
import { ROWS_AFTER, ROWS_BETWEEN } from '../../../src/storage/sqlite/checkpoints.ts';
import { SqliteDatabase } from '../../../src/storage/sqlite/sqlite-database.ts';
import { SqliteLogStore } from '../../../src/storage/sqlite/sqlite-log-store.ts';
import { Log } from '../../../src/base/log.ts';
import { settingAside } from '../../../src/sync/setting-aside.ts';
import { compact } from '../../../src/sync/compaction.ts';
import type { DraftRow, LogStore } from '../../../src/sync/ports.ts';
import { updatesOf, ydocFrom, ydocOf } from '../../../src/sync/ydoc.ts';
import { failureOf } from '../../contracts/failure.ts';
import { until } from '../../support/until.ts';

const A = 'work/turtle/ana';
const B = 'work/turtle/ben';
const C = 'work/turtle/chloe';
const MANY = ROWS_AFTER + ROWS_BETWEEN;

let folder: string;
let path: string;
let log: SqliteLogStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cartable-checkpoints-'));
  path = join(folder, 'node.db');
  log = await SqliteLogStore.open(new SqliteDatabase(path));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await log.close();
  await rm(folder, { recursive: true });
});

/** A page that is written word by word, and corrected now and then. */
class Writing {
  readonly #doc = new Y.Doc();
  readonly #id: string;

  constructor(id: string) {
    this.#id = id;
  }

  rows(count: number, word = 'mot'): DraftRow[] {
    const rows: DraftRow[] = [];
    const keep = (update: Uint8Array): void => {
      const author: Author = [this.#doc.clientID, 'ana', 't1'];
      rows.push({ doc: this.#id, update, author: 'ana', device: 't1', authors: [author] });
    };
    this.#doc.on('update', keep);
    const text = this.#doc.getText('page');
    for (let at = 0; at < count; at++) {
      if (at % 5 === 4) text.delete(text.length - 2, 1);
      else text.insert(at % 7 === 6 ? 0 : text.length, `${word} ${at} `);
    }
    this.#doc.off('update', keep);
    return rows;
  }
}

/** What Yjs tells of a document, with its history. */
const stateOf = (doc: Y.Doc): unknown => [
  Y.encodeStateVector(doc),
  Y.encodeStateAsUpdate(doc),
  doc.getText('page').toString(),
];

async function expectSame(of: LogStore, doc: string): Promise<void> {
  const byRows = ydocOf(await of.rowsOf(doc));
  const byContent = ydocFrom(updatesOf(await of.contentOf(doc)));
  expect(stateOf(byContent)).toEqual(stateOf(byRows));
}

/** Changes one byte of a row on the disk; the log is opened again after it. */
async function damage(seq: number): Promise<void> {
  await log.close();
  const database = new DatabaseSync(path);
  const { update } = database.prepare('SELECT "update" FROM rows WHERE seq = ?').get(seq) as { update: Uint8Array };
  update[0]! ^= 1;
  database.prepare('UPDATE rows SET "update" = ? WHERE seq = ?').run(update, seq);
  database.close();
  log = await SqliteLogStore.open(new SqliteDatabase(path));
}

const upToOf = async (doc: string): Promise<number> => (await log.contentOf(doc)).upTo;
const whenAt = (doc: string, seq: number) => until(async () => (await upToOf(doc)) === seq);

test('a long document is read by what its older rows say together, and the newest stay rows', async () => {
  const writing = new Writing(A);
  await log.append(writing.rows(MANY - 1));
  expect(await upToOf(A)).toBe(0);
  await log.append(writing.rows(1));
  await whenAt(A, ROWS_BETWEEN);
  expect((await log.contentOf(A)).rows).toHaveLength(ROWS_AFTER);
  await expectSame(log, A);
  await log.append(writing.rows(1_000));
  await whenAt(A, MANY + 1_000 - ROWS_AFTER);
  await expectSame(log, A);
  expect(await log.contentOf(A, 1_100)).toEqual({ base: undefined, upTo: 1_100, rows: await log.rowsOf(A, 1_100) });
});

test('[S10] one that the disk changed is not used', async () => {
  await log.append(new Writing(A).rows(MANY));
  await whenAt(A, ROWS_BETWEEN);
  await log.close();
  const database = new DatabaseSync(path);
  const { update } = database.prepare('SELECT "update" FROM checkpoints').get() as { update: Uint8Array };
  update[update.length >> 1]! ^= 1;
  database.prepare('UPDATE checkpoints SET "update" = ?').run(update);
  database.close();
  log = await SqliteLogStore.open(new SqliteDatabase(path));
  expect(await upToOf(A)).toBe(0);
  await expectSame(log, A);
});

test('rows that Yjs cannot read stay rows, and are stored as ever', async () => {
  const junk: DraftRow = { doc: A, update: Uint8Array.of(9, 9), author: 'ana', device: 't1', authors: [] };
  await log.append(Array.from({ length: MANY }, () => junk));
  await log.append(new Writing(B).rows(MANY));
  await whenAt(B, MANY + ROWS_BETWEEN);
  expect(await upToOf(A)).toBe(0);
  expect((await log.append([junk])).seq).toBe(2 * MANY + 1);
  expect(await log.rowsOf(A)).toHaveLength(MANY + 1);
});

test('[S9] a damaged row costs its own document the checkpoint, and no other anything', async () => {
  const writing = new Writing(A);
  await log.append(writing.rows(MANY - 1));
  await damage(1);
  const said = vi.spyOn(DatabaseSync.prototype, 'exec');
  await log.append([...writing.rows(1), ...new Writing(B).rows(MANY)]);
  // With the write that makes the checkpoints go two more.
  await Promise.all([log.append(writing.rows(1)), log.append(new Writing(C).rows(1))]);
  expect(said.mock.calls.flat()).toEqual(['BEGIN IMMEDIATE', 'COMMIT', 'BEGIN IMMEDIATE', 'COMMIT']);
  expect(await upToOf(B)).toBe(MANY + ROWS_BETWEEN);
  expect(await failureOf(log.contentOf(A))).toBe('corrupt');
  await log.append(writing.rows(1));
  expect((await log.head()).seq).toBe(2 * MANY + 3);
});

test('[S9] what is damaged and nowhere else comes back from the checkpoint, and nothing counts as lost', async () => {
  await log.append([...new Writing(B).rows(1), ...new Writing(A).rows(MANY)]);
  await whenAt(A, MANY + 1 - ROWS_AFTER);
  const whole = stateOf(ydocOf(await log.rowsOf(A)));
  const before = await log.head();
  await damage(2);
  await damage(9);
  const read = settingAside(log, new Log(() => 0));
  expect(stateOf(ydocOf(await read.rowsOf(A)))).toEqual(whole);
  expect(stateOf(ydocFrom(updatesOf(await read.contentOf(A))))).toEqual(whole);
  expect(await read.held()).toEqual([]);
  expect((await read.head()).epoch).toBe(before.epoch);
  const news = await read.rowsBetween(before.seq, Infinity);
  const pending = await read.pending(Infinity);
  expect(news.map(({ author, device }) => [author, device])).toContainEqual(['ana', 't1']);
  expect(pending.slice(-news.length)).toEqual(news);
  expect(stateOf(ydocOf(pending.filter(({ doc }) => doc === A)))).toEqual(whole);
  expect(new Set(news.flatMap(({ authors }) => authors.map(([client]) => client)))).toEqual(
    new Set((await read.documents([A]))[0]!.authors.map(([client]) => client)),
  );
});

test('[S9] a damaged row that is in no checkpoint, or in a damaged one, is held', async () => {
  await log.append(new Writing(A).rows(MANY));
  await whenAt(A, MANY - ROWS_AFTER);
  await damage(MANY);
  await damage(1);
  await log.close();
  const file = new DatabaseSync(path);
  file.exec(`UPDATE checkpoints SET hash = x'00'`);
  file.close();
  log = await SqliteLogStore.open(new SqliteDatabase(path));
  const read = settingAside(log, new Log(() => 0));
  expect(await read.rowsOf(A)).toHaveLength(MANY - 2);
  expect((await read.held()).map(({ row, reason }) => [row.seq, reason])).toEqual([
    [1, 'damaged'],
    [MANY, 'damaged'],
  ]);
});

test('a document that begins anew has a checkpoint again', async () => {
  await log.append(new Writing(A).rows(MANY - 1));
  await damage(1);
  await log.append(new Writing(A).rows(1));
  await log.append(new Writing(B).rows(1));
  await log.erase([A]);
  await log.append(new Writing(A).rows(MANY));
  await whenAt(A, MANY + 1 + ROWS_BETWEEN);
  await expectSame(log, A);
});

test('[S12] what is erased is in no byte of the disk, a checkpoint’s neither', async () => {
  const onDisk = async (word: string): Promise<boolean> => {
    const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')));
    return files.some((file) => file.includes(word));
  };
  await log.append(new Writing(A).rows(MANY, 'secret'));
  await log.append(new Writing(B).rows(MANY, 'autre'));
  await whenAt(A, ROWS_BETWEEN);
  await whenAt(B, MANY + ROWS_BETWEEN);
  expect(await onDisk('secret')).toBe(true);
  await log.erase([A]);
  expect(await log.contentOf(A)).toEqual({ base: undefined, upTo: 0, rows: [] });
  const row = { ...new Writing(B).rows(1, 'reste')[0]!, author: '' };
  const upTo = MANY + ROWS_BETWEEN + 1;
  expect(await log.compact({ row, upTo, receipted: 'here', archive: 'dropped' })).toBe(true);
  expect(await log.contentOf(B)).toMatchObject({ base: undefined, upTo: 0 });
  await log.close();
  expect([await onDisk('secret'), await onDisk('autre 0'), await onDisk('reste')]).toEqual([false, false, true]);
  log = await SqliteLogStore.open(new SqliteDatabase(path));
});

const doc = fc.constantFrom(A, B);
const deeds = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constant('append' as const), doc, count: fc.integer({ min: 1, max: 90 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constantFrom('purge' as const, 'erase' as const, 'open' as const), doc }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('compact' as const),
        doc,
        part: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    },
  ),
  { minLength: 3, maxLength: 14 },
);

test('[S12] whatever was written, taken out or put together: the document is what its rows say', async () => {
  let played = 0;
  await fc.assert(
    fc.asyncProperty(deeds, async (all) => {
      const file = join(folder, `${played++}.db`);
      let here = await SqliteLogStore.open(new SqliteDatabase(file));
      const writings = new Map([A, B].map((id) => [id, new Writing(id)]));
      for (const deed of all) {
        if (deed.do === 'append') await here.append(writings.get(deed.doc)!.rows(deed.count));
        if (deed.do === 'compact') {
          const { seq } = await here.head();
          await compact(here, deed.doc, Math.ceil(seq * deed.part), 'here');
        }
        if (deed.do === 'purge') await here.purge([deed.doc]);
        if (deed.do === 'erase') await here.erase([deed.doc]);
        // What is gone is not written on: whoever edits after an erasure begins anew.
        if (deed.do === 'erase') writings.set(deed.doc, new Writing(deed.doc));
        if (deed.do === 'open') {
          await here.close();
          here = await SqliteLogStore.open(new SqliteDatabase(file));
        }
        for (const id of [A, B]) await expectSame(here, id);
      }
      await here.close();
    }),
    { numRuns: 25 },
  );
}, 60_000);
