import type { FileHandle } from 'node:fs/promises';

/** A zip ends with a record of 22 bytes, then a comment of at most 65,535. */
const END_BYTES = 22;
const TAIL_BYTES = END_BYTES + 65_535;
/** Most of the directory that is read, in bytes: some 10,000 names. What marks a kind is a name among them. */
const MAX_DIRECTORY_BYTES = 1024 * 1024;
/** An entry's fixed part, before its name. */
const ENTRY_BYTES = 46;

/** The record says how long the comment after it is: a comment that holds the same four bytes is not taken for it. */
const isEnd = (view: DataView, at: number): boolean =>
  view.getUint32(at, true) === 0x06054b50 && at + END_BYTES + view.getUint16(at + 20, true) <= view.byteLength;
const isEntry = (view: DataView, at: number): boolean => view.getUint32(at, true) === 0x02014b50;

/** The names in a zip's own directory, read without unpacking anything; none where it has no directory we can read. */
export async function zipNames(file: FileHandle, bytes: number): Promise<string[]> {
  const tail = await readAt(file, Math.max(0, bytes - TAIL_BYTES), Math.min(bytes, TAIL_BYTES));
  for (let at = tail.byteLength - END_BYTES; at >= 0; at -= 1) {
    if (!isEnd(tail, at)) continue;
    const size = Math.min(tail.getUint32(at + 12, true), MAX_DIRECTORY_BYTES);
    return namesIn(await readAt(file, tail.getUint32(at + 16, true), size));
  }
  return [];
}

function namesIn(directory: DataView): string[] {
  const names: string[] = [];
  let at = 0;
  while (at + ENTRY_BYTES <= directory.byteLength && isEntry(directory, at)) {
    const nameBytes = Math.min(directory.getUint16(at + 28, true), directory.byteLength - at - ENTRY_BYTES);
    const name = new Uint8Array(directory.buffer, directory.byteOffset + at + ENTRY_BYTES, nameBytes);
    names.push(new TextDecoder().decode(name));
    at += ENTRY_BYTES + nameBytes + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true);
  }
  return names;
}

/** Up to `length` bytes from `position`; fewer where the file ends before. */
async function readAt(file: FileHandle, position: number, length: number): Promise<DataView> {
  const buffer = new Uint8Array(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return new DataView(buffer.buffer, 0, bytesRead);
}
