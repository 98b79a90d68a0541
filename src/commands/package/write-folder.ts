import { existsSync, readFileSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { PackedFile } from './packed-file.ts';
import { OURS } from './read-me.ts';

/** Whether a folder may be written there: nothing is there, or nothing in it, or a folder that an earlier packaging made. */
export async function isFree(folder: string): Promise<boolean> {
  if (!existsSync(folder)) return true;
  const note = join(folder, 'PLATEFORME.txt');
  if (existsSync(note) && readFileSync(note, 'utf8').startsWith(OURS)) return true;
  const names = await readdir(folder).catch(() => ['a file, not a folder']);
  return names.length === 0;
}

/** Writes the folder beside its place and then gives it its name: it is whole, or it is what it was. Returns its bytes. */
export async function writeFolder(folder: string, files: readonly PackedFile[]): Promise<number> {
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
  const [draft, old] = [join(work, 'new'), join(work, 'old')];
  try {
    let bytes = 0;
    for (const file of files) bytes += await writeOne(draft, file);
    if (existsSync(folder)) await rename(folder, old);
    await rename(draft, folder);
    return bytes;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function writeOne(folder: string, { path, from, isProgram }: PackedFile): Promise<number> {
  const to = join(folder, path);
  await mkdir(dirname(to), { recursive: true });
  if (typeof from === 'string') await copyFile(from, to);
  else await writeFile(to, from.text);
  await chmod(to, isProgram ? 0o755 : 0o644);
  const file = await open(to, 'r');
  try {
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}
