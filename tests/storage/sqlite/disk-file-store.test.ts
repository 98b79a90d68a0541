import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DiskFileStore } from '../../../src/storage/sqlite/disk-file-store.ts';
import { SqliteDatabase } from '../../../src/storage/sqlite/sqlite-database.ts';
import { describeFile } from '../../../src/sync/files/manifest.ts';
import { failureOf } from '../../contracts/failure.ts';

const bytes = new TextEncoder().encode('Les tortues du lagon');
const { ref, chunks } = await describeFile(bytes, { name: 'tortue.txt', type: 'text/plain' });

let folder: string;
let database: SqliteDatabase;
let files: DiskFileStore;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cartable-files-'));
  database = new SqliteDatabase(join(folder, 'node.db'));
  files = new DiskFileStore(database, join(folder, 'files'));
  path = join(folder, 'files', ref.sha256.slice(0, 2), ref.sha256);
  await files.begin(ref, chunks);
});
afterEach(async () => {
  database.close();
  await rm(folder, { recursive: true });
});

test.skipIf(process.platform !== 'linux')(
  'a full disk refuses the chunk, and takes it when there is room again',
  async () => {
    await mkdir(join(path, '..'), { recursive: true });
    await symlink('/dev/full', path);
    expect(await failureOf(files.putChunk(ref.sha256, 0, bytes))).toBe('full');
    expect((await files.get(ref.sha256))?.present).toEqual([]);
    await rm(path);
    await files.putChunk(ref.sha256, 0, bytes);
    expect(await files.chunk(ref.sha256, 0)).toEqual(bytes);
  },
);

test('a folder that cannot be made is unavailable', async () => {
  await writeFile(join(folder, 'files'), 'in the way');
  expect(await failureOf(files.putChunk(ref.sha256, 0, bytes))).toBe('unavailable');
});

test('[S18] a file that was cut short or taken away behind our back is corrupt', async () => {
  await files.putChunk(ref.sha256, 0, bytes);
  await truncate(path, 3);
  expect(await failureOf(files.chunk(ref.sha256, 0))).toBe('corrupt');
  await rm(path);
  expect(await failureOf(files.chunk(ref.sha256, 0))).toBe('corrupt');
});

test('a removed file leaves no bytes', async () => {
  await files.putChunk(ref.sha256, 0, bytes);
  await files.remove(ref.sha256);
  await expect(truncate(path)).rejects.toThrow('ENOENT');
});
