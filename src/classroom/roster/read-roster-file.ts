import { err, ok, type Result } from '../../base/result.ts';
import { tableAlone } from './oneroster-tables.ts';
import { readOnde } from './read-onde.ts';
import { readOneRoster } from './read-oneroster.ts';
import type { ReadRoster, RosterFailure } from './roster.ts';
import { isZip, type TableFiles, unzipTables } from './zip-tables.ts';

/** Reads a list of pupils, told by what it holds: ONDE's export, or a zip of OneRoster's tables. */
export function readRosterFile(bytes: Uint8Array): Result<ReadRoster, RosterFailure> {
  if (isZip(bytes)) {
    const files = unzipTables(bytes);
    return files.ok ? readRosterTables(files.value) : files;
  }
  const roster = readOnde(bytes);
  if (roster.ok) return ok({ format: 'onde', roster: roster.value });
  const table = roster.error.kind === 'not-a-csv' ? tableAlone(bytes) : undefined;
  return table ? err({ kind: 'one-table-alone', file: table }) : roster;
}

/** The same for OneRoster's tables as loose files. */
export function readRosterTables(files: TableFiles): Result<ReadRoster, RosterFailure> {
  const roster = readOneRoster(files);
  return roster.ok ? ok({ format: 'oneroster', roster: roster.value }) : roster;
}
