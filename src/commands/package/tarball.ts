import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { PackedFile } from './packed-file.ts';

const BLOCK = 512;
/** Of ustar's two fields for a path, in bytes. */
const [MAX_NAME, MAX_PREFIX] = [100, 155];

interface TarballOrder {
  /** Where the files were written. */
  readonly folder: string;
  readonly files: readonly PackedFile[];
  /** The folder that unpacking makes. */
  readonly top: string;
  /** Milliseconds; every file bears it, so that the same sources make the same archive. */
  readonly at: number;
  readonly to: string;
}

/** Writes the folder as one .tar.gz, which every system of today unpacks by itself; programs stay programs. */
export async function writeTarball(order: TarballOrder): Promise<number> {
  await pipeline(Readable.from(blocks(order), { objectMode: false }), createGzip(), createWriteStream(order.to));
  return (await stat(order.to)).size;
}

async function* blocks({ folder, files, top, at }: TarballOrder): AsyncGenerator<Uint8Array> {
  for (const { path, isProgram } of files) {
    const from = join(folder, path);
    const { size } = await stat(from);
    yield headerOf(`${top}/${path}`, { size, mode: isProgram ? 0o755 : 0o644, seconds: Math.floor(at / 1000) });
    for await (const piece of createReadStream(from, { highWaterMark: 1024 * 1024 })) yield piece as Uint8Array;
    yield new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);
  }
  yield new Uint8Array(2 * BLOCK);
}

function headerOf(path: string, { size, mode, seconds }: { size: number; mode: number; seconds: number }): Uint8Array {
  const [prefix, name] = splitPath(path);
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 'utf8');
  header.write([octal(mode, 7), octal(0, 7), octal(0, 7), octal(size, 11), octal(seconds, 11)].join('\0'), 100);
  header.write(' '.repeat(8), 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257, 'latin1');
  header.write(prefix, 345, 'utf8');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148, 'latin1');
  return header;
}

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');

/** The path in ustar's two fields, parted at a slash. */
function splitPath(path: string): [prefix: string, name: string] {
  const bytes = (text: string): number => Buffer.byteLength(text);
  if (bytes(path) <= MAX_NAME) return ['', path];
  for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (bytes(prefix) <= MAX_PREFIX && bytes(name) <= MAX_NAME) return [prefix, name];
  }
  throw new Error(`${path} is too long for an archive`);
}
