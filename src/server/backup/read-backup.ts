import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { concatBytes } from '../../base/bytes.ts';
import {
  AnyHeadSchema,
  BACKUP_FORMAT,
  type BackupHead,
  HEAD_PATH,
  HeadSchema,
  ACCOUNTS_PATH,
  LOG_PATH,
  MANIFEST_PATH,
  ManifestSchema,
  MAX_HEAD_BYTES,
  MAX_MANIFEST_BYTES,
  mayHold,
  type Part,
  readJsonPart,
  sha256OfPath,
} from './manifest.ts';
import { tarBytes, type TarEntry, tarEntries, TarError } from './tar.ts';
import { BackupError } from './trouble.ts';

/** A backup whose every byte was read and is what it should be. */
export interface ProvedBackup {
  readonly head: BackupHead;
  readonly parts: readonly Part[];
}

/** Takes a part's bytes on the way; they are proved only when all of the backup is read. */
export type TakePart = (path: string, pieces: AsyncIterable<Uint8Array>) => Promise<void>;

/** Reads a whole backup and holds each part against the manifest. Throws BackupError; what `take` was given is worth nothing then. */
export async function readBackup(path: string, take: TakePart = readThrough): Promise<ProvedBackup> {
  const file = await openFile(path);
  try {
    return await read(file, take);
  } catch (error) {
    if (error instanceof TarError) throw new BackupError('damaged', error);
    throw error;
  } finally {
    await file.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, 'r');
    if ((await file.stat()).isFile()) return file;
    await file.close();
  } catch (error) {
    throw new BackupError('no-file', error);
  }
  throw new BackupError('no-file');
}

async function read(file: FileHandle, take: TakePart): Promise<ProvedBackup> {
  let head: BackupHead | undefined;
  const found = new Map<string, Part>();
  for await (const entry of entriesOf(file)) {
    const { path, bytes } = entry;
    if (head === undefined) head = await readHead(file, entry);
    if (path === MANIFEST_PATH) return { head, parts: await holdAgainst(file, entry, found) };
    if (!mayHold(path) || found.has(path)) throw new BackupError('damaged');
    const hash = createHash('sha256');
    await take(
      path,
      noted(tarBytes(file, entry), (piece) => hash.update(piece)),
    );
    found.set(path, { path, bytes, sha256: hash.digest('hex') });
  }
  throw new BackupError(head === undefined ? 'foreign' : 'damaged');
}

/** What does not even begin as a tar of ours is none. */
async function* entriesOf(file: FileHandle): AsyncGenerator<TarEntry> {
  let isFirst = true;
  try {
    for await (const entry of tarEntries(file)) {
      yield entry;
      isFirst = false;
    }
  } catch (error) {
    if (isFirst && error instanceof TarError) throw new BackupError('foreign', error);
    throw error;
  }
}

async function readHead(file: FileHandle, entry: TarEntry): Promise<BackupHead> {
  if (entry.path !== HEAD_PATH || entry.bytes > MAX_HEAD_BYTES) throw new BackupError('foreign');
  const bytes = await whole(file, entry);
  const any = readJsonPart(bytes, AnyHeadSchema);
  if (!any) throw new BackupError('foreign');
  if (any.format > BACKUP_FORMAT) throw new BackupError('newer');
  const head = readJsonPart(bytes, HeadSchema);
  if (!head) throw new BackupError('damaged');
  return head;
}

async function holdAgainst(file: FileHandle, entry: TarEntry, found: ReadonlyMap<string, Part>): Promise<Part[]> {
  if (entry.bytes > MAX_MANIFEST_BYTES) throw new BackupError('damaged');
  const manifest = readJsonPart(await whole(file, entry), ManifestSchema);
  const parts = manifest?.parts ?? [];
  const isWhole =
    parts.length === found.size &&
    [LOG_PATH, ACCOUNTS_PATH].every((path) => found.has(path)) &&
    parts.every(({ path, bytes, sha256 }) => {
      const part = found.get(path);
      const promised = sha256OfPath(path) ?? sha256;
      return part?.bytes === bytes && part.sha256 === sha256 && promised === sha256;
    });
  if (!isWhole) throw new BackupError('damaged');
  return parts;
}

async function whole(file: FileHandle, entry: TarEntry): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of tarBytes(file, entry)) pieces.push(piece);
  return concatBytes(pieces);
}

async function* noted(
  pieces: AsyncIterable<Uint8Array>,
  note: (piece: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    note(piece);
    yield piece;
  }
}

async function readThrough(_path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const piece of pieces) void piece;
}
