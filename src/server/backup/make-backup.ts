import { createReadStream } from 'node:fs';
import { access, mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { err, ok, type Result } from '../../base/result.ts';
import type { BackupStep } from '../../protocol/office/backup.ts';
import {
  ACCOUNTS_PATH,
  BACKUP_FORMAT,
  type BackupHead,
  filePath,
  HEAD_PATH,
  LOG_PATH,
  MANIFEST_PATH,
  OWN_FILES,
  type Part,
  TRUST_FOLDER,
} from './manifest.ts';
import { readBackup, type TakePart } from './read-backup.ts';
import { isDataFolder, type LogSnapshot, snapshotAccounts, snapshotLog } from './snapshot.ts';
import { syncFolder } from './sync-folder.ts';
import { isTarPath, TarWriter } from './tar.ts';
import { BackupError, type BackupTrouble, troubleOf } from './trouble.ts';

export interface BackupOrder {
  readonly dataDir: string;
  /** The file to write; nothing may be there yet. */
  readonly to: string;
  /** Of package.json. */
  readonly version: string;
  /** Milliseconds; shown only (S6). */
  readonly at: number;
  /** Hears how far it has come, `done` of 1. */
  readonly told?: (step: BackupStep, done: number) => void;
}

export interface BackupReport {
  readonly head: BackupHead;
  readonly bytes: number;
  readonly files: number;
  /** Files that are damaged or gone on this disk, by SHA-256: all else is in the backup. */
  readonly missing: readonly string[];
}

/**
 * Copies all that a node keeps into one file, also while it runs: the log, then the accounts, then the files that this log names.
 * The file is read again and proved before it bears its name.
 */
export async function makeBackup(order: BackupOrder): Promise<Result<BackupReport, BackupTrouble>> {
  let work: string | undefined;
  try {
    if (!isDataFolder(order.dataDir)) throw new BackupError('no-data');
    if (await exists(order.to)) throw new BackupError('exists');
    work = await mkdtemp(join(dirname(order.to), `.${basename(order.to)}-`));
    const report = await write(order, work, join(work, 'backup'));
    await readBackup(
      join(work, 'backup'),
      hearing(report.bytes, (done) => order.told?.('checking', done)),
    );
    await rename(join(work, 'backup'), order.to);
    await syncFolder(dirname(order.to));
    return ok(report);
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === undefined) throw error;
    // What was written a moment ago does not read back: the disk is failing.
    return err(trouble === 'damaged' ? 'unwritable' : trouble);
  } finally {
    if (work !== undefined) await rm(work, { recursive: true, force: true });
  }
}

async function write(order: BackupOrder, work: string, path: string): Promise<BackupReport> {
  const { dataDir, version, at } = order;
  const copies = { log: join(work, LOG_PATH), accounts: join(work, ACCOUNTS_PATH) };
  const log = await snapshotLog(dataDir, copies.log);
  // After the log: whoever wrote a row of it is known to these accounts.
  const accounts = await snapshotAccounts(dataDir, copies.accounts);
  const head = headOf(log, accounts, version, at);
  const file = await open(path, 'wx+', 0o600);
  try {
    const total = (await stat(copies.log)).size + log.files.reduce((sum, { bytes }) => sum + bytes, 0);
    const parts = new Parts(new TarWriter(file, at), (bytes) => order.told?.('copying', Math.min(1, bytes / total)));
    await parts.text(HEAD_PATH, JSON.stringify(head));
    await parts.sure(LOG_PATH, copies.log);
    await parts.sure(ACCOUNTS_PATH, copies.accounts);
    for (const { path: name, from } of await keysOf(dataDir)) await parts.sure(name, from);
    const missing = await addFiles(parts, dataDir, log.files);
    await parts.end();
    return { head, missing, files: log.files.length - missing.length, bytes: (await file.stat()).size };
  } finally {
    await file.close();
  }
}

async function addFiles(parts: Parts, dataDir: string, files: LogSnapshot['files']): Promise<string[]> {
  const missing: string[] = [];
  for (const { sha256, bytes } of files) {
    const path = filePath(sha256);
    if (!(await parts.file(path, join(dataDir, path), bytes, sha256))) missing.push(sha256);
  }
  return missing;
}

function headOf({ schema, epoch, seq, documents }: LogSnapshot, accounts: number, version: string, at: number) {
  const head: BackupHead = {
    cartable: 'backup',
    format: BACKUP_FORMAT,
    version,
    made: new Date(at).toISOString(),
    schemas: { log: schema, accounts },
    log: { epoch, seq },
    documents,
  };
  return head;
}

/** The parts written so far, and the manifest that ends them. */
class Parts {
  readonly #tar: TarWriter;
  readonly #told: (bytes: number) => void;
  readonly #written: Part[] = [];
  #bytes = 0;

  /** `told` hears how many bytes are written. */
  constructor(tar: TarWriter, told: (bytes: number) => void) {
    this.#tar = tar;
    this.#told = told;
  }

  async text(path: string, text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    const sha256 = await this.#tar.add(path, bytes.byteLength, one(bytes));
    this.#note(path, bytes.byteLength, sha256);
  }

  /** A part without which the backup is worth nothing. */
  async sure(path: string, from: string): Promise<void> {
    const { size } = await stat(from);
    this.#note(path, size, await this.#tar.add(path, size, createReadStream(from)));
  }

  /** False where the file is not there, or not what it should be. */
  async file(path: string, from: string, bytes: number, sha256: string): Promise<boolean> {
    try {
      const written = await this.#tar.add(path, bytes, createReadStream(from), sha256);
      if (written !== undefined) this.#note(path, bytes, written);
      return written !== undefined;
    } catch (error) {
      if (['ENOENT', 'EIO'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
      throw error;
    }
  }

  async end(): Promise<void> {
    await this.text(MANIFEST_PATH, JSON.stringify({ parts: this.#written }));
    await this.#tar.end();
  }

  #note(path: string, bytes: number, sha256: string | undefined): void {
    if (sha256 === undefined) throw new BackupError('unwritable');
    this.#written.push({ path, bytes, sha256 });
    this.#bytes += bytes;
    this.#told(this.#bytes);
  }
}

/** Reads a backup's parts and says how much of its bytes that is. */
function hearing(total: number, told: (done: number) => void): TakePart {
  let read = 0;
  return async (_path, pieces) => {
    for await (const piece of pieces) read += piece.byteLength;
    told(Math.min(1, read / total));
  };
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/**
 * What makes a trolley the one that its tablets know: its keys, its name and ports, and the school's identity provider. Without
 * the keys each tablet would have to trust the new laptop by hand.
 */
async function keysOf(dataDir: string): Promise<{ path: string; from: string }[]> {
  const single = OWN_FILES.map((path) => ({ path, from: join(dataDir, path) }));
  const folder = join(dataDir, TRUST_FOLDER);
  const entries = (await exists(folder)) ? await readdir(folder, { withFileTypes: true }) : [];
  const keys = entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => ({ path: `${TRUST_FOLDER}/${name}`, from: join(folder, name) }));
  const there = await Promise.all([...keys, ...single].map(async (one) => ((await exists(one.from)) ? [one] : [])));
  return there.flat().filter(({ path }) => isTarPath(path));
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false; // not there, or not to be seen: whoever writes there next says so
  }
}
