import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { TABLES, type TableName } from '../../src/classroom/roster/zip-tables.ts';

type Version = '1.1' | '1.2';

const folder = (version: Version) => new URL(`../fixtures/oneroster/${version}/`, import.meta.url);

/** The tables of a sample export; some of them written otherwise, or left out where undefined. */
export function sampleTables(
  version: Version,
  changes: Partial<Record<TableName, string | undefined>> = {},
): Map<TableName, Uint8Array> {
  const tables = new Map<TableName, Uint8Array>();
  for (const name of TABLES) {
    if (name === 'roles.csv' && version === '1.1') continue;
    if (name === 'orgs.csv' && version === '1.2') continue;
    const written = name in changes ? changes[name] : readFileSync(new URL(name, folder(version)), 'utf8');
    if (written !== undefined) tables.set(name, new TextEncoder().encode(written));
  }
  return tables;
}

export function zipped(tables: ReadonlyMap<string, Uint8Array>, inFolder = ''): Uint8Array {
  return zipSync(Object.fromEntries([...tables].map(([name, bytes]) => [`${inFolder}${name}`, bytes])));
}
