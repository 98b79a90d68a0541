import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SqliteDatabase } from '../../../src/storage/sqlite/sqlite-database.ts';
import { SqliteLogStore } from '../../../src/storage/sqlite/sqlite-log-store.ts';
import type { DraftRow } from '../../../src/sync/ports.ts';
import { failureOf } from '../../contracts/failure.ts';

const row = (update = new Uint8Array([1])): DraftRow => {
  return { doc: 'work/turtle/ana', update, author: 'ana', device: 't1', authors: [] };
};

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cartable-durability-'));
  path = join(folder, 'node.db');
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** What SQLite answers to `PRAGMA synchronous`: whether a commit waits for its fsync. */
const NORMAL = 1;
const FULL = 2;

/** Lines that a process printed before it was killed in the middle of its work. */
async function linesUntilKilled(atLeast: number): Promise<string[]> {
  const program = fileURLToPath(new URL('ack-as-you-go.ts', import.meta.url));
  const child = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    if (printed.split('\n').length > atLeast) child.kill('SIGKILL');
  });
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  return printed.split('\n').slice(0, -1); // what follows the last line end is half a line
}

test('[S2] what was acked is there after kill -9, in its place and under its tag', async () => {
  for (const atLeast of [50, 500]) {
    const acked = (await linesUntilKilled(atLeast)).map((line) => line.split(' '));
    const log = await SqliteLogStore.open(new SqliteDatabase(path));
    const { seq: end } = await log.head();
    const stored = new Map((await log.rowsBetween(0, end)).map(({ seq, tag, update }) => [seq, { tag, update }]));
    expect(stored.size).toBe(end);
    for (const [writer, count, seq, tag] of acked) {
      const kept = stored.get(Number(seq));
      expect([kept?.tag, new TextDecoder().decode(kept?.update)]).toEqual([tag, `${writer} ${count}`]);
    }
    await log.close();
  }
});

describe('[S2] a commit', () => {
  test('is synced: WAL with synchronous=FULL', () => {
    const database = new SqliteDatabase(path);
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: FULL });
    expect(database.prepare('PRAGMA fullfsync').get()).toEqual({ fullfsync: 1 });
    database.close();
  });

  test('is synced too after one that was not, and where one call of a turn is strict', async () => {
    const database = new SqliteDatabase(path);
    const log = await SqliteLogStore.open(database);
    const committed: unknown[] = [];
    const exec = DatabaseSync.prototype.exec;
    vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql) {
      if (sql === 'COMMIT') committed.push(this.prepare('PRAGMA synchronous').get()?.synchronous);
      exec.call(this, sql);
    });
    const derive = (): Promise<unknown> => database.write(() => undefined, 'derived');
    await derive();
    await log.append([row()]);
    await Promise.all([derive(), log.append([row()]), derive()]);
    await derive();
    await Promise.all([log.append([row()]), derive()]);
    expect(committed).toEqual([NORMAL, FULL, FULL, NORMAL, FULL]);
    await log.close();
  });

  test('comes before the answer, and one serves all calls of a turn', async () => {
    const log = await SqliteLogStore.open(new SqliteDatabase(path));
    const order: string[] = [];
    const exec = DatabaseSync.prototype.exec;
    vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql) {
      exec.call(this, sql);
      order.push(sql);
    });
    const calls = Array.from({ length: 50 }, () => log.append([row()]).then(() => order.push('acked')));
    await Promise.all(calls);
    expect(order).toEqual(['BEGIN IMMEDIATE', 'COMMIT', ...calls.map(() => 'acked')]);
    await log.close();
  });

  test('[S9] fails for the bad call of a turn alone', async () => {
    const log = await SqliteLogStore.open(new SqliteDatabase(path));
    const receipt = { role: 'ent', seq: 0, held: [] } as const;
    const broken = { settled: [{ seq: 1, up: 1 }], rows: [{ ...row(), up: 0.5 }], cursor: null, receipt };
    const outcomes = await Promise.allSettled([log.append([row()]), log.settle(broken), log.append([row(), row()])]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await log.head()).seq).toBe(3);
    expect(await log.pendingCount()).toEqual({ rows: 3, bytes: 3 });
    await log.close();
  });

  test('that finds the disk full stores nothing and says so; with room again it succeeds', async () => {
    const database = new SqliteDatabase(path);
    const log = await SqliteLogStore.open(database);
    const { page_count: pages } = database.prepare('PRAGMA page_count').get() as { page_count: number };
    database.prepare(`PRAGMA max_page_count = ${pages + 2}`).get();
    const big = row(new Uint8Array(100_000));
    const outcomes = await Promise.all([failureOf(log.append([row()])), failureOf(log.append([row(), big]))]);
    expect(outcomes).toEqual([undefined, 'full']);
    expect((await log.head()).seq).toBe(1);
    database.prepare('PRAGMA max_page_count = 1000000').get();
    expect((await log.append([row(), big])).seq).toBe(3);
    await log.close();
  });

  test('that was under way when the log closed is kept', async () => {
    const log = await SqliteLogStore.open(new SqliteDatabase(path));
    const append = log.append([row()]);
    await log.close();
    expect((await append).seq).toBe(1);
  });
});

describe('a database file', () => {
  const open = async () => new SqliteDatabase(path);

  test('of a later version of Cartable is left alone', async () => {
    new SqliteDatabase(path).close();
    const later = new DatabaseSync(path);
    later.exec('PRAGMA user_version = 999');
    later.close();
    expect(await failureOf(open())).toBe('unavailable');
  });

  test('that is none is corrupt', async () => {
    await writeFile(path, 'a shopping list, long enough to be taken for a database header by someone in a hurry');
    expect(await failureOf(open())).toBe('corrupt');
  });

  test('in a folder that is not there is unavailable', async () => {
    path = join(folder, 'nowhere', 'node.db');
    expect(await failureOf(open())).toBe('unavailable');
  });

  test('[S4] restored from an old copy has the same epoch and other tags', async () => {
    const log = await SqliteLogStore.open(new SqliteDatabase(path));
    const kept = await log.append([row()]);
    await log.close();
    await copyFile(path, `${path}.yesterday`);
    const today = await SqliteLogStore.open(new SqliteDatabase(path));
    const lost = await today.append([row()]);
    await today.close();
    const restored = await SqliteLogStore.open(new SqliteDatabase(`${path}.yesterday`));
    const other = await restored.append([row()]);
    expect([other.epoch, other.seq]).toEqual([lost.epoch, lost.seq]);
    expect([await restored.bears(kept), await restored.bears(lost)]).toEqual([true, false]);
    await restored.close();
  });
});
