import { mkdir, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { err, ok, type Result } from '../../base/result.ts';
import { ACCOUNTS_SCHEMA, openAccountsDatabase } from '../accounts-database.ts';
import { ACCOUNTS_PATH, type BackupHead, HEAD_PATH, LOG_PATH, sha256OfPath } from './manifest.ts';
import { type ProvedBackup, readBackup } from './read-backup.ts';
import { isSound, schemaOf } from './snapshot.ts';
import { syncFolder } from './sync-folder.ts';
import { BackupError, type BackupTrouble, troubleOf } from './trouble.ts';

export interface RestoreOrder {
  readonly from: string;
  readonly dataDir: string;
  /** `refuse`: only into a folder that is not there or empty. `move-aside`: what is there is kept beside it, under another name. */
  readonly present: 'refuse' | 'move-aside';
  /** The schema of the log that this version writes: a later one is not understood. */
  readonly logSchema: number;
  /** Milliseconds; for that other name (S6). */
  readonly at: number;
}

export interface RestoreReport {
  readonly head: BackupHead;
  readonly files: number;
  /** Where the folder that was there is now. */
  readonly movedTo: string | undefined;
}

/**
 * Makes a data folder of a backup. It is put together beside its place, proved, and only then given its name. The log keeps its
 * epoch and its tags: devices whose place is in it go on from there, those that are further find another tag and bring back
 * what it lacks (S4).
 */
export async function restoreBackup(order: RestoreOrder): Promise<Result<RestoreReport, BackupTrouble>> {
  const { from, dataDir, present, at } = order;
  let work: string | undefined;
  try {
    const isTaken = !(await isEmpty(dataDir));
    if (isTaken && present === 'refuse') throw new BackupError('exists');
    if (isTaken && isRunning(dataDir)) throw new BackupError('running');
    await mkdir(dirname(dataDir), { recursive: true });
    work = await mkdtemp(join(dirname(dataDir), `.${basename(dataDir)}-`));
    const backup = await unpack(from, work);
    prove(work, backup, order.logSchema);
    const movedTo = isTaken ? `${dataDir}.before-${stampOf(at)}` : undefined;
    if (movedTo !== undefined) await rename(dataDir, movedTo);
    else await rm(dataDir, { recursive: true, force: true });
    await rename(work, dataDir);
    await syncFolder(dirname(dataDir));
    const files = backup.parts.filter(({ path }) => sha256OfPath(path) !== undefined).length;
    return ok({ head: backup.head, files, movedTo });
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === undefined) throw error;
    return err(trouble === 'data-damaged' ? 'damaged' : trouble);
  } finally {
    if (work !== undefined) await rm(work, { recursive: true, force: true });
  }
}

/** A moment as part of a file's name. */
export const stampOf = (at: number): string => new Date(at).toISOString().slice(0, 19).replaceAll(':', '-');

async function isEmpty(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw error;
  }
}

/** A node keeps its log open, so nobody else gets it alone. */
function isRunning(dataDir: string): boolean {
  try {
    const database = new DatabaseSync(join(dataDir, LOG_PATH), { timeout: 0, readOnly: false });
    try {
      database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; ROLLBACK');
      return false;
    } finally {
      database.close();
    }
  } catch (error) {
    return ((error as { errcode?: number }).errcode ?? 0) % 256 === 5; // SQLITE_BUSY; what is no database has no node
  }
}

async function unpack(from: string, work: string): Promise<ProvedBackup> {
  const folders = new Set<string>();
  return readBackup(from, async (path, pieces) => {
    if (path === HEAD_PATH) {
      for await (const piece of pieces) void piece; // it tells of the backup, not of the node
      return;
    }
    const target = join(work, path);
    if (!folders.has(dirname(target))) await mkdir(dirname(target), { recursive: true });
    folders.add(dirname(target));
    const file = await open(target, 'wx', 0o600);
    try {
      for await (const piece of pieces) await file.writeFile(piece);
      await file.datasync();
    } finally {
      await file.close();
    }
  });
}

function prove(work: string, { parts }: ProvedBackup, logSchema: number): void {
  const files = parts.flatMap(({ path }) => sha256OfPath(path) ?? []);
  const schemas = { [LOG_PATH]: logSchema, [ACCOUNTS_PATH]: ACCOUNTS_SCHEMA };
  for (const [name, known] of Object.entries(schemas)) {
    const database = new DatabaseSync(join(work, name));
    try {
      database.exec('PRAGMA trusted_schema = OFF');
      if (!isSound(database)) throw new BackupError('damaged');
      if (schemaOf(database) > known) throw new BackupError('newer');
      // Whoever put another in would have a say in what the node does.
      const own = name === ACCOUNTS_PATH ? ownTriggers() : new Set();
      if (triggersOf(database).some((sql) => !own.has(sql))) throw new BackupError('foreign');
      if (name === LOG_PATH) forgetMissing(database, files);
    } finally {
      database.close();
    }
  }
}

/** The triggers and views of a database, as the statements that made them. */
const triggersOf = (database: DatabaseSync): unknown[] =>
  database
    .prepare(`SELECT sql FROM sqlite_schema WHERE type IN ('trigger', 'view')`)
    .all()
    .map(({ sql }) => sql);

/** Those that Cartable itself makes beside the accounts, letter by letter; the log has none. */
function ownTriggers(): ReadonlySet<unknown> {
  const fresh = openAccountsDatabase(':memory:');
  try {
    return new Set(triggersOf(fresh));
  } finally {
    fresh.close();
  }
}

/** What was not in the backup, or only in part, is fetched anew from above: its record alone would say that it is here. */
function forgetMissing(database: DatabaseSync, files: readonly string[]): void {
  database
    .prepare('DELETE FROM file_chunks WHERE sha256 NOT IN (SELECT value FROM json_each(?))')
    .run(JSON.stringify(files));
}
