import { crc32 } from 'node:zlib';
import { assert } from '../../../base/assert.ts';

/** Entries of one archive; the format's own limit is 65,535. */
export const MAX_ENTRIES = 20_000;
/** Bytes of one archive: below what the format's 32-bit offsets can say, and what a USB stick of a school takes. */
export const MAX_ZIP_BYTES = 2_000_000_000;

/** One file of an archive. `chunks` may be walked through twice: first for its digest, then for its bytes. */
export interface ZipEntry {
  /** Relative, of small letters, digits, hyphens and dots, with slashes between. */
  readonly name: string;
  readonly chunks: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

const NAME = /^[a-z0-9][a-z0-9-]*(\.[a-z0-9]+)?(\/[a-z0-9][a-z0-9-]*(\.[a-z0-9]+)?)*$/;

/** 1 January 1980, the format's first day: an archive says nothing of when it was made but what is written in it. */
const DOS_DATE = 0x21;

/**
 * A ZIP archive, piece by piece, its files stored as they are (APPNOTE 6.3.10). It holds one piece at a time in memory. Ends before
 * an entry that would go past the limits; `left` hears of each that was left out.
 */
export async function* writeZip(
  entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>,
  left: (name: string) => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  const directory: Buffer[] = [];
  let offset = 0;
  for await (const entry of entries) {
    assert(NAME.test(entry.name), 'a name in an archive stays inside it');
    const { crc, bytes } = await digestOf(entry);
    if (directory.length >= MAX_ENTRIES || offset + bytes > MAX_ZIP_BYTES) {
      left(entry.name);
      continue;
    }
    const facts = { name: Buffer.from(entry.name), crc, bytes, offset };
    const header = localHeader(facts);
    yield header;
    yield* entry.chunks();
    directory.push(directoryEntry(facts));
    offset += header.byteLength + bytes;
  }
  const listed = Buffer.concat(directory);
  yield listed;
  yield endOfDirectory({ entries: directory.length, bytes: listed.byteLength, offset });
}

interface EntryFacts {
  readonly name: Buffer;
  readonly crc: number;
  readonly bytes: number;
  readonly offset: number;
}

async function digestOf({ chunks }: ZipEntry): Promise<{ crc: number; bytes: number }> {
  let crc = 0;
  let bytes = 0;
  for await (const chunk of chunks()) {
    crc = crc32(chunk, crc);
    bytes += chunk.byteLength;
  }
  return { crc, bytes };
}

/** Version 2.0, no flags, stored, time, date, CRC, sizes, length of the name: the same in both headers. */
function common({ name, crc, bytes }: EntryFacts): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(DOS_DATE, 8);
  fields.writeUInt32LE(crc, 10);
  fields.writeUInt32LE(bytes, 14);
  fields.writeUInt32LE(bytes, 18);
  fields.writeUInt16LE(name.byteLength, 22);
  return fields;
}

function localHeader(facts: EntryFacts): Buffer {
  return Buffer.concat([Buffer.from('PK\x03\x04'), common(facts), facts.name]);
}

function directoryEntry(facts: EntryFacts): Buffer {
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(facts.offset, 10);
  return Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common(facts), rest, facts.name]);
}

function endOfDirectory({ entries, bytes, offset }: { entries: number; bytes: number; offset: number }): Buffer {
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries, 8);
  end.writeUInt16LE(entries, 10);
  end.writeUInt32LE(bytes, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
