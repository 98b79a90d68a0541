import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FILE_CHUNK_BYTES } from '../../src/classroom/file-ref.ts';
import { DiskFileStore } from '../../src/storage/sqlite/disk-file-store.ts';
import { SqliteDatabase } from '../../src/storage/sqlite/sqlite-database.ts';
import { SqliteLogStore } from '../../src/storage/sqlite/sqlite-log-store.ts';
import { SqliteProjectionStore } from '../../src/storage/sqlite/sqlite-projection-store.ts';
import { describeFileStore } from './file-store.contract.ts';
import { describeLogStore } from './log-store.contract.ts';
import { describeProjectionStore } from './projection-store.contract.ts';

const newFolder = () => mkdtemp(join(tmpdir(), 'cartable-sqlite-'));

describeLogStore('SqliteLogStore', async () => {
  const folder = await newFolder();
  const path = join(folder, 'node.db');
  return {
    open: () => SqliteLogStore.open(new SqliteDatabase(path)),
    damage: async (seq) => {
      const database = new DatabaseSync(path);
      const { update } = database.prepare('SELECT "update" FROM rows WHERE seq = ?').get(seq) as { update: Uint8Array };
      update[0] = update[0]! ^ 1;
      database.prepare('UPDATE rows SET "update" = ? WHERE seq = ?').run(update, seq);
      database.close();
    },
    discard: () => rm(folder, { recursive: true }),
  };
});

describeProjectionStore('SqliteProjectionStore', async () => {
  const folder = await newFolder();
  let database: SqliteDatabase | undefined;
  return {
    open: async () => {
      database?.close();
      database = new SqliteDatabase(join(folder, 'node.db'));
      return new SqliteProjectionStore(database);
    },
    discard: async () => {
      database?.close();
      await rm(folder, { recursive: true });
    },
  };
});

describeFileStore('DiskFileStore', async () => {
  const folder = await newFolder();
  let database: SqliteDatabase | undefined;
  return {
    open: async () => {
      database?.close();
      database = new SqliteDatabase(join(folder, 'node.db'));
      return new DiskFileStore(database, join(folder, 'files'));
    },
    damage: async (sha256, index) => {
      const file = await open(join(folder, 'files', sha256.slice(0, 2), sha256), 'r+');
      await file.write(new Uint8Array([255]), 0, 1, index * FILE_CHUNK_BYTES);
      await file.close();
    },
    discard: async () => {
      database?.close();
      await rm(folder, { recursive: true });
    },
  };
});
