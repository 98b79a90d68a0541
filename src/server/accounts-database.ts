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
  // People: the adults, who of them is signed in, and who guesses.
  `
  CREATE TABLE adults (
    account TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    classes TEXT NOT NULL,
    password TEXT NOT NULL,
    password_ends INTEGER,
    totp TEXT,
    totp_step INTEGER NOT NULL DEFAULT 0,
    recovery TEXT NOT NULL DEFAULT '[]',
    oidc_issuer TEXT,
    oidc_subject TEXT,
    disabled INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    UNIQUE (oidc_issuer, oidc_subject)
  ) STRICT;
  CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY,
    account TEXT NOT NULL REFERENCES adults (account),
    device TEXT NOT NULL,
    began INTEGER NOT NULL,
    used INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX sessions_account ON sessions (account);
  CREATE TABLE failures (
    key TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    last INTEGER NOT NULL
  ) STRICT;
  `,
  // Devices: what became of each, and the classes that were given to it or taken from it later. `since` is a position of the log `epoch`.
  `
  ALTER TABLE devices ADD COLUMN state TEXT NOT NULL DEFAULT 'active';
  ALTER TABLE devices ADD COLUMN last_contact INTEGER;
  ALTER TABLE devices ADD COLUMN cloned_at INTEGER;
  UPDATE devices SET name = '';
  CREATE TABLE device_classes (
    device TEXT NOT NULL,
    class TEXT NOT NULL,
    taken INTEGER NOT NULL,
    since INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    PRIMARY KEY (device, class)
  ) STRICT;
  `,
  // What was refused (S9): what each device says it keeps, and copies of it. `since` and `at` are shown, never compared (S6).
  `
  CREATE TABLE held_below (
    device TEXT NOT NULL,
    doc TEXT NOT NULL,
    author TEXT NOT NULL,
    why TEXT NOT NULL,
    rows INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (device, doc, author, why)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE refused (
    device TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    doc TEXT NOT NULL,
    author TEXT NOT NULL,
    authors TEXT NOT NULL,
    why TEXT NOT NULL,
    at INTEGER NOT NULL,
    "update" BLOB NOT NULL,
    PRIMARY KEY (device, sha256, doc)
  ) STRICT;
  `,
  // Privacy: which adult did what about whom (ids only), what was erased, and which device has done so.
  `
  CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    account TEXT NOT NULL,
    role TEXT NOT NULL,
    duty TEXT NOT NULL,
    about TEXT NOT NULL
  ) STRICT;
  CREATE INDEX audit_time ON audit (at);
  CREATE TABLE erasures (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    classes TEXT NOT NULL,
    why TEXT NOT NULL,
    account TEXT NOT NULL,
    at INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    documents INTEGER NOT NULL,
    files INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE erasure_reached (
    erasure TEXT NOT NULL,
    device TEXT NOT NULL,
    below TEXT NOT NULL,
    name TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (erasure, device, below)
  ) STRICT, WITHOUT ROWID;
  `,
  // Class lists: what was imported, as hashes of the edits it made, and who left the school with it. `left_at` is for retention.
  `
  CREATE TABLE roster_imports (
    id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    account TEXT NOT NULL,
    epoch TEXT NOT NULL,
    edits TEXT NOT NULL,
    counts TEXT NOT NULL,
    undone_at INTEGER
  ) STRICT;
  CREATE TABLE leavers (
    pupil TEXT PRIMARY KEY,
    class TEXT NOT NULL,
    left_at INTEGER NOT NULL,
    import TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  // Privacy: the audit trail is written once and kept for six months at least (182 days in milliseconds), whoever asks.
  `
  CREATE TRIGGER audit_is_written_once BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit trail is written once'); END;
  CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit WHEN OLD.at > (SELECT max(at) FROM audit) - 15724800000
  BEGIN SELECT RAISE(ABORT, 'the audit trail is kept for six months'); END;
  ALTER TABLE erasures ADD COLUMN rows INTEGER NOT NULL DEFAULT 0;
  `,
  // Codes that were shown: since when, so that a clock which is set back lengthens no code's life.
  `
  ALTER TABLE codes ADD COLUMN shown INTEGER;
  DELETE FROM codes WHERE expires IS NOT NULL;
  `,
];

/** The schema that this version writes. */
export const ACCOUNTS_SCHEMA = STEPS.length;

/** Opens the file that holds devices, codes, adults and this node's own credential upward. Kept apart from the log: of documents there is only what was refused. */
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
