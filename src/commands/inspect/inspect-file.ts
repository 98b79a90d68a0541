import { type FileHandle, open, stat } from 'node:fs/promises';
import { readOnde } from '../../classroom/roster/read-onde.ts';
import { readRosterFile } from '../../classroom/roster/read-roster-file.ts';
import { MAX_ROSTER_BYTES, type RosterFailure } from '../../classroom/roster/roster.ts';
import { isZip } from '../../classroom/roster/zip-tables.ts';
import type { Finding, NoFile } from './finding.ts';
import { zipNames } from './zip-names.ts';

/** Enough of a file that is too big to tell whether it is a list at all. */
const HEAD_BYTES = 64 * 1024;

/** The name that marks each kind of archive. */
const ARCHIVES = [
  ['h5p.json', 'h5p'],
  ['cartable.json', 'cartable'],
] as const;

/** Tells what a file is from what it holds, whatever it is called, and reads no more of it than an import would take. */
export async function inspectFile(path: string): Promise<Finding> {
  try {
    // Before opening: a pipe would make the opening wait for ever.
    const found = await stat(path);
    if (found.isDirectory()) return noFile('folder');
    if (!found.isFile()) return noFile('not-a-file');
    const file = await open(path);
    try {
      return await inspectOpen(file, found.size);
    } finally {
      await file.close();
    }
  } catch (error) {
    return noFile(isMissing(error) ? 'not-found' : 'unreadable');
  }
}

async function inspectOpen(file: FileHandle, bytes: number): Promise<Finding> {
  const start = await readStart(file, MAX_ROSTER_BYTES + 1);
  if (isZip(start)) return inspectArchive(await zipNames(file, bytes), start);
  const roster = readRosterFile(start);
  if (roster.ok) return { kind: 'pupils', ...roster.value };
  if (roster.error.kind === 'too-big' && isNoList(start.subarray(0, HEAD_BYTES))) return { kind: 'unknown-kind' };
  return fromFailure(roster.error);
}

function inspectArchive(names: readonly string[], start: Uint8Array): Finding {
  const format = ARCHIVES.find(([name]) => names.includes(name))?.[1];
  if (format) return { kind: 'not-yet', format };
  if (!names.some((name) => /(^|\/)users\.csv$/i.test(name))) return { kind: 'unknown-kind' };
  if (start.byteLength > MAX_ROSTER_BYTES) return tooBig;
  const roster = readRosterFile(start);
  return roster.ok ? { kind: 'pupils', ...roster.value } : { kind: 'roster-failure', failure: roster.error };
}

function fromFailure(failure: RosterFailure): Finding {
  return failure.kind === 'not-a-csv' ? { kind: 'unknown-kind' } : { kind: 'roster-failure', failure };
}

function isNoList(head: Uint8Array): boolean {
  const roster = readOnde(head);
  return !roster.ok && roster.error.kind === 'not-a-csv';
}

async function readStart(file: FileHandle, max: number): Promise<Uint8Array> {
  const start = new Uint8Array(max);
  let filled = 0;
  for (;;) {
    const { bytesRead } = await file.read(start, filled, max - filled, filled);
    filled += bytesRead;
    if (bytesRead === 0 || filled === max) return start.subarray(0, filled);
  }
}

const tooBig: Finding = {
  kind: 'roster-failure',
  failure: { kind: 'too-big', unit: 'bytes', max: MAX_ROSTER_BYTES },
};

const noFile = (why: NoFile): Finding => ({ kind: 'no-file', why });

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
