// Hocuspocus with its documents in SQLite, by its own Database extension. The table is that of its SQLite extension, on Node's
// own SQLite in WAL mode with a full fsync, and a count so that someone outside can ask what is new.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Database } from '@hocuspocus/extension-database';
import { Server } from '@hocuspocus/server';

const { DATA_DIR: folder, PORT: port, TUNED: tuned } = process.env;
mkdirSync(folder, { recursive: true });
const database = new DatabaseSync(join(folder, 'hocuspocus.sqlite'));
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
database.exec(
  'CREATE TABLE IF NOT EXISTS documents (name TEXT PRIMARY KEY, data BLOB NOT NULL, turn INTEGER NOT NULL)',
);
const select = database.prepare('SELECT data FROM documents WHERE name = ?');
const upsert = database.prepare(
  'INSERT INTO documents (name, data, turn) VALUES (?, ?, (SELECT coalesce(max(turn), 0) + 1 FROM documents)) ' +
    'ON CONFLICT (name) DO UPDATE SET data = excluded.data, turn = (SELECT max(turn) + 1 FROM documents)',
);
database.exec('CREATE INDEX IF NOT EXISTS documents_by_turn ON documents (turn)');

const server = new Server({
  port: Number(port),
  address: '127.0.0.1',
  quiet: true,
  // A returning tablet asks for all of its documents at once; by default the server hangs up at 100.
  maxPendingDocuments: 100_000,
  // Tuned: stores soon. (Compression made it slower, and no smaller: its messages are short.)
  ...(tuned === '1' && { debounce: 20, maxDebounce: 100 }),
  extensions: [
    new Database({
      fetch: async ({ documentName }) => select.get(documentName)?.data ?? null,
      store: async ({ documentName, state }) => void upsert.run(documentName, state),
    }),
  ],
});
await server.listen();
console.log(`hocuspocus listens at http://127.0.0.1:${server.address.port}`);
