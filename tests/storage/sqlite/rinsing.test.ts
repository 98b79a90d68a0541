import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SqliteDatabase } from '../../../src/storage/sqlite/sqlite-database.ts';
import { SqliteLogStore } from '../../../src/storage/sqlite/sqlite-log-store.ts';
import type { DraftRow } from '../../../src/sync/ports.ts';

const ANA = 'work/turtle/ana';
const BEN = 'work/turtle/ben';

let folder: string;
let path: string;
let database: SqliteDatabase;
let log: SqliteLogStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cartable-rinsing-'));
  path = join(folder, 'node.db');
  database = new SqliteDatabase(path);
  log = await SqliteLogStore.open(database);
});
afterEach(async () => {
  await log.close();
  await rm(folder, { recursive: true });
});

const row = (doc: string, said: string): DraftRow => {
  return { doc, update: new TextEncoder().encode(said), author: 'ana', device: 't1', authors: [] };
};

/** Whether any file of the node says it, the write-ahead log as well. */
async function isSaid(said: string, where = folder): Promise<boolean> {
  const files = (await readdir(where, { withFileTypes: true })).filter((entry) => entry.isFile());
  const contents = await Promise.all(files.map(({ name }) => readFile(join(where, name), 'latin1')));
  return contents.some((content) => content.includes(said));
}

/** Somebody who reads the same file, such as a copy that is being made. Returns the way to end. */
function readElsewhere(): () => void {
  const reader = new DatabaseSync(path);
  reader.exec('BEGIN; SELECT count(*) FROM rows');
  return () => reader.close();
}

test('[S12] what is erased is in no byte of the disk once it is said to be erased', async () => {
  await log.append([row(ANA, 'un secret')]);
  expect(await isSaid('un secret')).toBe(true);
  await log.erase([ANA]);
  expect(await isSaid('un secret')).toBe(false);
});

test('[S12] what a reader kept on the disk goes with a later write', async () => {
  await log.append([row(ANA, 'un secret')]);
  const end = readElsewhere();
  expect(await log.erase([ANA])).toEqual({ documents: [ANA], rows: 1 });
  expect(await isSaid('un secret')).toBe(true);
  await log.append([row(BEN, 'autre chose')]);
  end();
  await log.append([row(BEN, 'et encore')]);
  expect(await isSaid('un secret')).toBe(false);
});

test('[S12] an erasure that is stored is told, though its bytes cannot be taken off the disk at once', async () => {
  await log.append([row(ANA, 'un secret'), row(BEN, 'Ben, ou un secret')]);
  // SQLite refuses to empty the write-ahead log in the middle of a reading of its own.
  const reading = database.prepare('SELECT seq FROM rows').iterate();
  reading.next();
  expect(await log.erase([ANA])).toEqual({ documents: [ANA], rows: 1 });
  const together = { row: row(BEN, 'Ben'), upTo: 2, receipted: 'here', archive: 'dropped' } as const;
  expect(await log.compact(together)).toBe(true);
  expect(await isSaid('un secret')).toBe(true);
  reading.return!();
  await log.append([row(BEN, 'et encore')]);
  expect(await isSaid('un secret')).toBe(false);
});

test('[S12] an erasure that was under way when the log closed is told', async () => {
  await log.append([row(ANA, 'un secret')]);
  const erasing = log.erase([ANA]);
  await log.close();
  expect(await erasing).toEqual({ documents: [ANA], rows: 1 });
  expect(await isSaid('un secret')).toBe(false);
});

test('[S12] what a process that died left on the disk is gone once the next one opened it', async () => {
  await log.append([row(ANA, 'un secret')]);
  const end = readElsewhere();
  await log.erase([ANA]);
  const left = join(folder, 'left');
  await mkdir(left);
  for (const part of ['', '-wal']) await copyFile(path + part, join(left, `node.db${part}`));
  end();
  expect(await isSaid('un secret', left)).toBe(true);
  const next = new SqliteDatabase(join(left, 'node.db'));
  expect(await isSaid('un secret', left)).toBe(false);
  next.close();
});
