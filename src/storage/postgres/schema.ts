import type { ClientBase } from 'pg';
import { StorageFailure } from '../../sync/ports.ts';

/*
 * Each entry takes a school's schema from its index to the next version (state "version"). Entries that were released are
 * never changed: a new need is a new entry.
 */
const MIGRATIONS: readonly string[] = [
  `
  -- Names sort by their bytes, as on every other node, whatever the language of the database.
  CREATE TABLE rows (
    seq bigint PRIMARY KEY,
    tag text NOT NULL,
    doc text COLLATE "C" NOT NULL,
    author text NOT NULL,
    device text NOT NULL,
    authors text NOT NULL,
    -- Null once the row is with the upstream at "up".
    waits text CHECK (waits IN ('pending', 'held', 'unproven')),
    reason text,
    up bigint,
    bytes integer NOT NULL,
    hash bytea NOT NULL,
    "update" bytea NOT NULL,
    CHECK ((waits IS NULL) = (up IS NOT NULL)),
    CHECK ((waits IS NOT DISTINCT FROM 'held') = (reason IS NOT NULL))
  );
  CREATE INDEX rows_of_document ON rows (doc, seq);
  CREATE INDEX rows_that_wait ON rows (waits, seq) INCLUDE (bytes) WHERE waits IS NOT NULL;
  CREATE INDEX documents_that_wait ON rows (doc) WHERE waits IS NOT NULL;

  -- Rows that were compacted, as they were (S14).
  CREATE TABLE archive (
    seq bigint PRIMARY KEY,
    tag text NOT NULL,
    doc text COLLATE "C" NOT NULL,
    author text NOT NULL,
    device text NOT NULL,
    authors text NOT NULL,
    hash bytea NOT NULL,
    "update" bytea NOT NULL
  );
  CREATE INDEX archive_of_document ON archive (doc, seq);

  -- seq: last row; up: greatest upstream position of its rows, 0 where none is known.
  CREATE TABLE documents (doc text COLLATE "C" PRIMARY KEY, seq bigint NOT NULL, up bigint NOT NULL);
  CREATE TABLE bindings (
    doc text COLLATE "C", client bigint, account text NOT NULL, device text NOT NULL, PRIMARY KEY (doc, client)
  );

  -- seq: the log position that the value was made at, or a later one.
  CREATE TABLE projections (
    doc text COLLATE "C" PRIMARY KEY, kind text NOT NULL, value text NOT NULL, seq bigint NOT NULL
  );
  CREATE INDEX projections_of_kind ON projections (kind, doc);
  `,
];

/**
 * The first statements of every transaction that writes. All writers of a school, in whatever process, take the one row
 * that says the version, and keep it until their rows are committed: a position is given only when all lower ones can be
 * seen, so no reader ever skips a row that commits late. READ COMMITTED, whatever the database prefers: what follows the
 * lock must see what was committed while it waited.
 */
export const BEGIN_IN_TURN = `
  BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
  SELECT FROM state WHERE name = 'version' FOR UPDATE`;

/** Brings a school's schema to the present version, in one transaction. A later version is left alone. */
export async function migrate(client: ClientBase, schema: string): Promise<void> {
  // Several processes may begin on an empty database at the same time, when there is no row yet to take turns by.
  await client.query('BEGIN');
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('cartable ' || $1, 0))`, [schema]);
  const { rows: known } = await client.query('SELECT to_regnamespace($1) IS NOT NULL AS is_there', [schema]);
  // Not « IF NOT EXISTS », which asks for the right to create also where nothing is to be created.
  if (!(known[0] as { is_there: boolean }).is_there) await client.query(`CREATE SCHEMA ${schema}`);
  const version = await readVersion(client);
  if (version > MIGRATIONS.length) {
    throw new StorageFailure('unavailable', new Error(`schema ${version} is of a later version of Cartable`));
  }
  for (const migration of MIGRATIONS.slice(version)) await client.query(migration);
  if (version < MIGRATIONS.length) {
    await client.query(`UPDATE state SET value = ${MIGRATIONS.length} WHERE name = 'version'`);
  }
  await client.query('COMMIT');
}

async function readVersion(client: ClientBase): Promise<number> {
  const { rows: tables } = await client.query(`SELECT to_regclass('state') IS NOT NULL AS is_there`);
  if (!(tables[0] as { is_there: boolean }).is_there) {
    // Single facts as JSON: version, epoch, cursor, receipt, projected (the position of the projections).
    await client.query(`
      CREATE TABLE state (name text PRIMARY KEY, value text NOT NULL);
      INSERT INTO state (name, value) VALUES ('version', '0')`);
  }
  const { rows } = await client.query(`SELECT value FROM state WHERE name = 'version'`);
  return Number((rows[0] as { value: string }).value);
}
