// Makes one folder, and one archive of it, with all that a trolley's laptop needs: no npm, no Internet.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { placeOf, say, understand } from './backup/ask.ts';
import { DIST, PROJECT } from './launch/places.mjs';
import { contentsOf } from './package/contents.ts';
import type { PackedFile } from './package/packed-file.ts';
import { platform } from './package/read-me.ts';
import {
  NOT_BUILT,
  PACKAGE_USAGE,
  sayArchive,
  sayDisk,
  sayDone,
  sayFolder,
  sayTaken,
  SHARED_NODE,
} from './package/sentences.ts';
import { writeTarball } from './package/tarball.ts';
import { isFree, writeFolder } from './package/write-folder.ts';

const DEFAULT_FOLDER = 'cartable-malle';

/** Exit codes: 0 made, 1 not made, 2 the command was not understood. */
async function makePackage(): Promise<0 | 1 | 2> {
  const asked = understand({ to: { type: 'string' } });
  if (!asked) return give(2, PACKAGE_USAGE);
  const app = process.env.APP_DIR ?? DIST;
  if (!existsSync(join(app, 'index.html'))) return give(1, NOT_BUILT);
  if ((process.config.variables as Readonly<Record<string, unknown>>).node_shared === true) return give(1, SHARED_NODE);
  const folder = placeOf(asked.to ?? DEFAULT_FOLDER);
  if (!(await isFree(folder))) return give(1, sayTaken(folder));
  try {
    await write(folder, app);
    return 0;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return give(1, sayDisk(code === 'ENOSPC' || code === 'EDQUOT', folder, code));
  }
}

async function write(folder: string, app: string): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { version: string };
  const files = contentsOf({ project: PROJECT, app, node: process.execPath, version });
  say([sayFolder(files.length, folder)]);
  say([sayArchive(await writeFolder(folder, files))]);
  const archive = join(dirname(folder), `${basename(folder)}-${version}-${platform}.tar.gz`);
  try {
    const bytes = await writeTarball({ folder, files, top: basename(folder), at: newest(files), to: archive });
    say([sayDone(folder, archive, bytes, platform)]);
  } catch (error) {
    await rm(archive, { force: true });
    throw error;
  }
}

/** When the sources were last changed: what was built of them, or copied, bears no other time. */
function newest(files: readonly PackedFile[]): number {
  const sources = files.flatMap(({ path, from }) =>
    path.startsWith('src/') && typeof from === 'string' ? [from] : [],
  );
  return Math.max(...sources.map((path) => statSync(path).mtimeMs));
}

function give<Code extends 1 | 2>(code: Code, sentences: readonly [fr: string, en: string]): Code {
  say([sentences]);
  return code;
}

process.exitCode = await makePackage();
