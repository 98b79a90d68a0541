import { DatabaseSync } from 'node:sqlite';

/** Each step takes the tables one version further; SQLite's own `user_version` says how many were taken. Only ever add to the end. */
const STEPS: readonly string[] = [
  `
  CREATE TABLE devices (
    id TEXT PRIMARY KEY,
    secret_hash BLOB NOT NULL,
    role TEXT NOT NULL,
    number INTEGER NOT NULL,
    classes TEXT NOT NULL,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE codes (
    hash BLOB PRIMARY KEY,
    role TEXT NOT NULL,
    number INTEGER NOT NULL,
    classes TEXT NOT NULL,
    account TEXT NOT NULL,
    expires INTEGER,
    uses_left INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE upstream (
    url TEXT PRIMARY KEY,
    enrolment TEXT NOT NULL
  ) STRICT;
  `,
];

/** Opens the file that holds devices, codes and this node's own credential upward. Kept apart from the log: no document lies here. */
export function openAccountsDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 2000;');
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > STEPS.length) throw new Error(`${path} was written by a newer Cartable.`);
  STEPS.slice(version).forEach((step, index) =>
    database.exec(`BEGIN; ${step} PRAGMA user_version = ${version + index + 1}; COMMIT;`),
  );
  return database;
}
