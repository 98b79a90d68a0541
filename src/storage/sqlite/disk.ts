import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { storageFailure } from './failure.ts';

/** Writes the bytes at an offset of the file, making it if need be; resolves when they and its name are on disk. */
export async function writeDurably(path: string, offset: number, bytes: Uint8Array): Promise<void> {
  try {
    const file = await openOrCreate(path);
    try {
      await writeAll(file, bytes, offset);
      await file.datasync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw storageFailure(error);
  }
}

/** The bytes from `start` up to and without `end`; undefined where the file does not have them all. */
export async function readRange(
  path: string,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(end - start), 0, end - start, start);
      return bytesRead === end - start ? buffer : undefined;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw storageFailure(error);
  }
}

export async function removeFile(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (error) {
    throw storageFailure(error);
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

async function writeAll(file: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  let written = 0;
  while (written < bytes.byteLength) {
    const left = bytes.byteLength - written;
    written += (await file.write(bytes, written, left, offset + written)).bytesWritten;
  }
}

async function openOrCreate(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  const folder = dirname(path);
  const firstMade = await mkdir(folder, { recursive: true });
  // 'a' makes the file without cutting off what another chunk may have put there meanwhile.
  await (await open(path, 'a')).close();
  await syncFolders(folder, firstMade ? dirname(firstMade) : folder);
  return open(path, 'r+');
}

/** A new name lasts once the folder that holds it is synced; a new folder is a new name in its own. */
async function syncFolders(from: string, upTo: string): Promise<void> {
  await syncFolder(from);
  if (from !== upTo && from !== dirname(from)) await syncFolders(dirname(from), upTo);
}

async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folder as a file, and its NTFS journals names by itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
