import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';

const MIB = 1024 * 1024;
/** The school's files and a morning's log take some 6 MB. */
const SIZE_MIB = 32;
/** The last bytes are filled in pieces of a page. */
const PIECES = [MIB, 4096];

/** A disk that can be filled and freed at will. */
export interface SmallDisk {
  /** How it is made, for the report. */
  readonly what: 'tmpfs' | 'max_page_count';
  /** Where the node's data must lie; undefined where it may stay. */
  readonly folder: string | undefined;
  /** What the node's process needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
  fill(): Promise<void>;
  free(): void;
  remove(): void;
}

/** A file system of 32 MiB where this user may mount one, else a SQLite that may not grow. */
export function makeSmallDisk(place: string): SmallDisk {
  return mountedDisk(join(place, 'small-disk')) ?? boundedDatabase(join(place, 'disk-is-full'));
}

function mountedDisk(folder: string): SmallDisk | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MIB}m`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    rmdirSync(folder); // root in a container that may not mount: the other way is left
    return undefined;
  }
  const ballast = join(folder, 'ballast');
  return {
    what: 'tmpfs',
    folder,
    env: {},
    async fill() {
      for (const bytes of PIECES) while (await appended(ballast, bytes));
    },
    free: () => rmSync(ballast, { force: true }),
    remove() {
      // Lazily: a node that was killed this moment may still be letting go of its files.
      execFileSync('umount', ['--lazy', folder]);
      rmdirSync(folder);
    },
  };
}

async function appended(path: string, bytes: number): Promise<boolean> {
  try {
    await appendFile(path, Buffer.alloc(bytes, 1));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}

/** `PRAGMA max_page_count`, set inside the node's process by a module that its Node loads first. */
function boundedDatabase(marker: string): SmallDisk {
  const bound = new URL('bounded-database.ts', import.meta.url).href;
  return {
    what: 'max_page_count',
    folder: undefined,
    env: { NODE_OPTIONS: `--import=${bound}`, DISK_IS_FULL: marker },
    fill: async () => writeFileSync(marker, ''),
    free: () => rmSync(marker, { force: true }),
    remove: () => void (existsSync(marker) && rmSync(marker)),
  };
}
