import type { DatabaseSync } from 'node:sqlite';
import { StorageFailure } from '../../sync/ports.ts';

/*
 * Each entry takes the schema from its index to the next version (`user_version`). Entries that were released are never
 * changed: a new need is a new entry.
 */
const MIGRATIONS: readonly string[] = [
  `
  -- Single facts as JSON: epoch, cursor, receipt, projected (the position of the projections).
  CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE rows (
    seq INTEGER PRIMARY KEY,
    tag TEXT NOT NULL,
    doc TEXT NOT NULL,
    author TEXT NOT NULL,
    device TEXT NOT NULL,
    authors TEXT NOT NULL,
    -- Null once the row is with the upstream at "up".
    waits TEXT CHECK (waits IN ('pending', 'held', 'unproven')),
    reason TEXT,
    up INTEGER,
    bytes INTEGER NOT NULL,
    hash BLOB NOT NULL,
    -- Last, so that SQLite finds the small columns without walking through a long update.
    "update" BLOB NOT NULL,
    CHECK ((waits IS NULL) = (up IS NOT NULL)),
    CHECK ((waits IS 'held') = (reason IS NOT NULL))
  ) STRICT;
  CREATE INDEX rows_of_document ON rows (doc, seq);
  CREATE INDEX rows_that_wait ON rows (waits, seq, bytes) WHERE waits IS NOT NULL;
  CREATE INDEX documents_that_wait ON rows (doc) WHERE waits IS NOT NULL;

  -- seq: last row; up: greatest upstream position of its rows, 0 where none is known.
  CREATE TABLE documents (doc TEXT PRIMARY KEY, seq INTEGER NOT NULL, up INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE bindings (
    doc TEXT NOT NULL, client INTEGER NOT NULL, account TEXT NOT NULL, device TEXT NOT NULL, PRIMARY KEY (doc, client)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE projections (doc TEXT PRIMARY KEY, kind TEXT NOT NULL, value TEXT NOT NULL) STRICT;
  CREATE INDEX projections_of_kind ON projections (kind, doc);

  CREATE TABLE files (sha256 TEXT PRIMARY KEY, ref TEXT NOT NULL, chunks TEXT NOT NULL) STRICT;
  CREATE TABLE file_chunks (
    sha256 TEXT NOT NULL, chunk INTEGER NOT NULL, PRIMARY KEY (sha256, chunk)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Rows that were compacted, as they were (S14).
  CREATE TABLE archive (
    seq INTEGER PRIMARY KEY,
    tag TEXT NOT NULL,
    doc TEXT NOT NULL,
    author TEXT NOT NULL,
    device TEXT NOT NULL,
    authors TEXT NOT NULL,
    hash BLOB NOT NULL,
    "update" BLOB NOT NULL
  ) STRICT;
  CREATE INDEX archive_of_document ON archive (doc, seq);
  `,
  `
  -- What a document's rows up to seq say together; derived from them.
  CREATE TABLE checkpoints (doc TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash BLOB NOT NULL, "update" BLOB NOT NULL) STRICT;
  `,
];

/** The schema that this version writes. */
export const LOG_SCHEMA = MIGRATIONS.length;

/** Brings a database to the present schema, in one transaction. A database of a later version is left alone. */
export function migrate(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
    if (version > MIGRATIONS.length) {
      throw new StorageFailure('unavailable', new Error(`schema ${version} is of a later version of Cartable`));
    }
    for (const migration of MIGRATIONS.slice(version)) database.exec(migration);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
