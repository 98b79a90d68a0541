import { unzipSync, type UnzipFileInfo } from 'fflate';
import { err, ok, type Result } from '../../base/result.ts';
import { type BadZip, MAX_ROSTER_BYTES, type RosterFailure } from './roster.ts';

/** OneRoster has some fifteen tables; an archive with many more entries was not made by a school's software. */
export const MAX_ZIP_ENTRIES = 100;
/** All tables together, unpacked: three of the largest lists. Stricter than any bound on how much one byte may unpack to. */
export const MAX_UNPACKED_BYTES = 3 * MAX_ROSTER_BYTES;

/** The tables that are read; all else in the archive stays packed. */
export const TABLES = ['manifest.csv', 'orgs.csv', 'users.csv', 'roles.csv', 'classes.csv', 'enrollments.csv'] as const;
export type TableName = (typeof TABLES)[number];

export type TableFiles = ReadonlyMap<TableName, Uint8Array>;

/** Ends the reading of an archive from within the reader's own loop over its entries. */
class BadZipError extends Error {
  readonly why: BadZip;

  constructor(why: BadZip) {
    super(`bad zip: ${why}`);
    this.why = why;
  }
}

/** Whether bytes begin as a zip does. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

/**
 * Takes OneRoster's tables out of a zip, at its root or together in one folder. The reader makes room for as many bytes as an
 * entry declares and writes no more, so that the caps are checked on what is declared.
 */
export function unzipTables(bytes: Uint8Array): Result<TableFiles, RosterFailure> {
  try {
    const wanted = new Wanted();
    const unpacked = unzipSync(bytes, { filter: (entry) => wanted.take(entry) });
    return ok(new Map(Object.entries(unpacked).map(([path, content]) => [tableOf(path)!, content])));
  } catch (error) {
    // The reader throws for whatever is no zip, or torn; what it says is for programmers.
    return err({ kind: 'bad-zip', why: error instanceof BadZipError ? error.why : 'broken' });
  }
}

/** Counts what passes; each table may come once. */
class Wanted {
  readonly #tables = new Set<TableName>();
  #entries = 0;
  #bytes = 0;

  take({ name, size, originalSize, compression }: UnzipFileInfo): boolean {
    this.#entries += 1;
    if (this.#entries > MAX_ZIP_ENTRIES) throw new BadZipError('too-many-entries');
    const table = tableOf(name);
    if (table === undefined) return false;
    if (this.#tables.has(table)) throw new BadZipError('doubled');
    this.#tables.add(table);
    if (compression !== 0 && compression !== 8) throw new BadZipError('broken');
    this.#bytes += compression === 0 ? size : originalSize;
    if (this.#bytes > MAX_UNPACKED_BYTES) throw new BadZipError('too-big');
    return true;
  }
}

/** macOS puts a second, unreadable copy of each file below `__MACOSX`. */
function tableOf(path: string): TableName | undefined {
  const [name = '', folder, ...above] = path.toLowerCase().split('/').reverse();
  if (above.length > 0 || folder === '__macosx') return undefined;
  return TABLES.find((table) => table === name);
}
