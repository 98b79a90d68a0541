import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/*
 * POSIX ustar, regular files only: a backup can be opened by any tar, also where there is no Cartable any more. Read as hostile:
 * what is not exactly of the form that is written here is not read.
 */

const BLOCK = 512;
/** Longest path in a header, in bytes. */
const MAX_PATH = 100;
/** Eleven octal digits: 8 GiB less one byte for a single part. */
const MAX_BYTES = 8 ** 11 - 1;
/** Bytes moved at once. */
const PIECE_BYTES = 1024 * 1024;
const PATH = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;

export interface TarEntry {
  readonly path: string;
  readonly bytes: number;
  /** Where its bytes begin. */
  readonly at: number;
}

/** The file is not a tar as it is written here, or it ends before its end. */
export class TarError extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'TarError';
  }
}

/** Whether a path may stand in an archive: plain names, none of which begins with a dot. */
export const isTarPath = (path: string): boolean => path.length <= MAX_PATH && PATH.test(path);

/** Writes parts one after the other into an empty file. */
export class TarWriter {
  readonly #file: FileHandle;
  readonly #seconds: number;
  #end = 0;

  /** `at` in milliseconds: shown by whoever lists the archive. */
  constructor(file: FileHandle, at: number) {
    this.#file = file;
    this.#seconds = Math.max(0, Math.floor(at / 1000));
  }

  /**
   * Adds a part and returns the SHA-256 of what was written. With `expected` a part of another content is taken back and
   * undefined returned: the archive is as it was.
   */
  async add(
    path: string,
    bytes: number,
    body: AsyncIterable<Uint8Array>,
    expected?: string,
  ): Promise<string | undefined> {
    if (!isTarPath(path) || bytes > MAX_BYTES) throw new TarError(`${path} cannot be put into an archive`);
    const hash = createHash('sha256');
    let at = this.#end + BLOCK;
    const end = at + bytes;
    for await (const piece of body) {
      if (at + piece.byteLength > end) break; // grew while it was read
      hash.update(piece);
      at = await this.#write(piece, at);
    }
    const sha256 = hash.digest('hex');
    if (at !== end || (expected !== undefined && sha256 !== expected)) return undefined;
    await this.#write(headerOf(path, bytes, this.#seconds), this.#end);
    this.#end = await this.#write(new Uint8Array(padding(bytes)), end);
    return sha256;
  }

  /** Two empty blocks end an archive; what was taken back after them is cut off. Resolves when all is on disk. */
  async end(): Promise<void> {
    this.#end = await this.#write(new Uint8Array(2 * BLOCK), this.#end);
    await this.#file.truncate(this.#end);
    await this.#file.sync();
  }

  async #write(bytes: Uint8Array, at: number): Promise<number> {
    let written = 0;
    while (written < bytes.byteLength) {
      written += (await this.#file.write(bytes, written, bytes.byteLength - written, at + written)).bytesWritten;
    }
    return at + written;
  }
}

/** The parts of an archive in their order. Throws TarError where it is none or is cut off. */
export async function* tarEntries(file: FileHandle): AsyncGenerator<TarEntry> {
  const { size } = await file.stat();
  for (let at = 0; ;) {
    const header = await exactly(file, at, BLOCK);
    if (header.every((byte) => byte === 0)) return;
    const { path, bytes } = readHeader(header);
    const entry = { path, bytes, at: at + BLOCK };
    at = entry.at + bytes + padding(bytes);
    if (at > size) throw new TarError(`${path} is cut off`);
    yield entry;
  }
}

/** The bytes of a part, piece by piece. */
export async function* tarBytes(file: FileHandle, { at, bytes }: TarEntry): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < bytes;) {
    const piece = await exactly(file, at + done, Math.min(PIECE_BYTES, bytes - done));
    done += piece.byteLength;
    yield piece;
  }
}

async function exactly(file: FileHandle, at: number, bytes: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(new Uint8Array(bytes), 0, bytes, at);
  if (bytesRead < bytes) throw new TarError('the archive is cut off');
  return buffer;
}

const padding = (bytes: number): number => (BLOCK - (bytes % BLOCK)) % BLOCK;
const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');

function headerOf(path: string, bytes: number, seconds: number): Uint8Array {
  const header = Buffer.alloc(BLOCK);
  header.write(path, 0, 'latin1');
  header.write(`${octal(0o600, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0`, 100, 'latin1');
  header.write(`${octal(bytes, 11)}\0${octal(seconds, 11)}\0`, 124, 'latin1');
  header.write('0', 156, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  header.write(`${octal(checksum(header), 6)}\0 `, 148, 'latin1');
  return header;
}

function readHeader(block: Uint8Array): { path: string; bytes: number } {
  const header = Buffer.from(block);
  const text = (from: number, to: number): string => header.toString('latin1', from, to).replace(/[\0 ]+$/, '');
  const path = text(0, MAX_PATH);
  const [size, sum] = [text(124, 136), text(148, 156)];
  const isOurs = text(257, 263) === 'ustar' && text(156, 157) === '0' && text(345, 500) === '';
  if (!isOurs || !/^[0-7]{1,11}$/.test(size) || parseInt(sum, 8) !== checksum(header) || !isTarPath(path)) {
    throw new TarError('not a header of ours');
  }
  return { path, bytes: parseInt(size, 8) };
}

/** The sum of the header's bytes, its own field counted as spaces. */
function checksum(header: Uint8Array): number {
  return header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte), 0);
}
