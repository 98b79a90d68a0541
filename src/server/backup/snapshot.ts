import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { ACCOUNTS_PATH, LOG_PATH } from './manifest.ts';
import { BackupError } from './trouble.ts';

/** Pages in one step: all of them, so that a node that goes on writing never makes the copy begin again. */
const ALL_PAGES = 2 ** 31 - 1;
/** How long another process may hold a database, in milliseconds. */
const BUSY_TIMEOUT_MS = 10_000;

/** What the copy of a log says of itself. */
export interface LogSnapshot {
  readonly schema: number;
  readonly epoch: string;
  readonly seq: number;
  readonly documents: number;
  /** Files that are here whole. */
  readonly files: readonly { readonly sha256: string; readonly bytes: number }[];
}

/** Whether a data folder of Cartable is there. */
export const isDataFolder = (dataDir: string): boolean =>
  [LOG_PATH, ACCOUNTS_PATH].every((name) => existsSync(join(dataDir, name)));

/** Copies the log as it is at one moment, also while a node writes to it, and proves the copy. */
export async function snapshotLog(dataDir: string, to: string): Promise<LogSnapshot> {
  await copy(join(dataDir, LOG_PATH), to);
  return proved(to, (database) => {
    const state = database.prepare(`SELECT value FROM state WHERE name = 'epoch'`).get();
    // The data folder of a node with a PostgreSQL database has this file too, for what files are here.
    if (!state) throw new BackupError('postgres');
    const one = (sql: string) => Number(Object.values(database.prepare(sql).get() ?? {})[0] ?? 0);
    return {
      schema: schemaOf(database),
      epoch: JSON.parse(state['value'] as string) as string,
      seq: one('SELECT max(seq) FROM rows'),
      documents: one('SELECT count(*) FROM documents'),
      files: wholeFiles(database),
    };
  });
}

/** Copies the accounts; returns their schema's version. */
export async function snapshotAccounts(dataDir: string, to: string): Promise<number> {
  await copy(join(dataDir, ACCOUNTS_PATH), to);
  return proved(to, schemaOf);
}

export const schemaOf = (database: DatabaseSync): number =>
  (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;

/** Whether every page and index of a database is sound. */
export function isSound(database: DatabaseSync): boolean {
  const findings = database.prepare('PRAGMA integrity_check').all();
  return findings.length === 1 && findings[0]?.['integrity_check'] === 'ok';
}

async function copy(from: string, to: string): Promise<void> {
  // A connection of its own: in WAL mode it reads one moment while others write, and never makes them wait.
  const source = new DatabaseSync(from, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    await backup(source, to, { rate: ALL_PAGES });
  } finally {
    source.close();
  }
}

function proved<Value>(path: string, read: (database: DatabaseSync) => Value): Value {
  const database = new DatabaseSync(path);
  try {
    if (!isSound(database)) throw new BackupError('data-damaged');
    database.exec('PRAGMA journal_mode = DELETE'); // one file and no companions
    return read(database);
  } finally {
    database.close();
  }
}

function wholeFiles(database: DatabaseSync): { sha256: string; bytes: number }[] {
  const records = database.prepare(
    `SELECT sha256, ref ->> 'bytes' AS bytes FROM files WHERE json_array_length(chunks) =
       (SELECT count(*) FROM file_chunks WHERE file_chunks.sha256 = files.sha256) ORDER BY sha256`,
  );
  return records.all().map(({ sha256, bytes }) => ({ sha256: sha256 as string, bytes: Number(bytes) }));
}
