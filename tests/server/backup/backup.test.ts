import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openAccountsDatabase } from '../../../src/server/accounts-database.ts';
import { makeBackup } from '../../../src/server/backup/make-backup.ts';
import { BACKUP_FORMAT, filePath, HEAD_PATH } from '../../../src/server/backup/manifest.ts';
import { restoreBackup } from '../../../src/server/backup/restore-backup.ts';
import { TarWriter } from '../../../src/server/backup/tar.ts';
import { DiskFileStore } from '../../../src/storage/sqlite/disk-file-store.ts';
import { LOG_SCHEMA } from '../../../src/storage/sqlite/schema.ts';
import { SqliteDatabase } from '../../../src/storage/sqlite/sqlite-database.ts';
import { SqliteLogStore } from '../../../src/storage/sqlite/sqlite-log-store.ts';

const AT = Date.UTC(2026, 10, 23, 14);
const BYTES = new TextEncoder().encode('une tortue');
const SHA256 = createHash('sha256').update(BYTES).digest('hex');

let folder = '';
let data = '';
let turn = 0;
/** A place where nothing is yet. */
const place = (name: string): string => join(folder, `${name}-${turn}`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cartable-backup-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

beforeEach(async () => {
  turn += 1;
  data = place('data');
  await mkdir(join(data, 'trust'), { recursive: true });
  await writeFile(join(data, 'trust', 'authority.pem'), 'secret');
  await writeFile(join(data, 'trolley.json'), '{"name":"malle-3"}');
  const { log, close } = await openStores(data);
  await log.append([draft('work/a1/awa', 1), draft('work/a1/ben', 2)]);
  await close();
  openAccountsDatabase(join(data, 'accounts.sqlite')).close();
});

const draft = (doc: string, byte: number) => ({
  doc,
  update: Uint8Array.of(byte),
  author: 'awa',
  device: 't1',
  authors: [],
});

async function openStores(dataDir: string) {
  const database = new SqliteDatabase(join(dataDir, 'cartable.sqlite'));
  const files = new DiskFileStore(database, join(dataDir, 'files'));
  return { log: await SqliteLogStore.open(database), files, close: async () => database.close() };
}

async function putFile(dataDir: string): Promise<void> {
  const { files, close } = await openStores(dataDir);
  const ref = { sha256: SHA256, chunksSha256: SHA256, bytes: BYTES.byteLength, type: 'text/plain', name: 't.txt' };
  await files.begin(ref, [SHA256]);
  await files.putChunk(SHA256, 0, BYTES);
  await close();
}

const backUp = (to: string) => makeBackup({ dataDir: data, to, version: '0.1.0', at: AT });
const restore = (from: string, dataDir: string, present: 'refuse' | 'move-aside' = 'refuse') =>
  restoreBackup({ from, dataDir, present, logSchema: LOG_SCHEMA, at: AT });

async function backedUp(): Promise<string> {
  const to = place('backup.tar');
  expect((await backUp(to)).ok).toBe(true);
  return to;
}

test('a backup of a log that is open and written to comes back with its rows, epoch, tags, files and keys', async () => {
  await putFile(data);
  const running = await openStores(data);
  const to = place('backup.tar');
  const report = await backUp(to);
  const head = await running.log.head();
  await running.log.append([draft('work/a1/awa', 3)]);
  await running.close();
  expect(report).toMatchObject({ ok: true, value: { files: 1, missing: [], head: { documents: 2 } } });
  expect(await restore(to, place('new'))).toMatchObject({ ok: true, value: { files: 1, movedTo: undefined } });
  const restored = await openStores(place('new'));
  expect(await restored.log.head()).toEqual(head);
  expect(await restored.log.bears(head)).toBe(true);
  expect(await restored.files.chunk(SHA256, 0)).toEqual(new Uint8Array(BYTES));
  await restored.close();
  expect(await readFile(join(place('new'), 'trust', 'authority.pem'), 'utf8')).toBe('secret');
  expect(await readFile(join(place('new'), 'trolley.json'), 'utf8')).toBe('{"name":"malle-3"}');
});

test('nothing is left beside a backup, and it is readable by its owner alone', async () => {
  const inside = place('out');
  await mkdir(inside);
  const to = join(inside, 'b.tar');
  await backUp(to);
  expect(await readdir(inside)).toEqual(['b.tar']);
  const file = await open(to);
  expect((await file.stat()).mode & 0o077).toBe(0);
  await file.close();
});

test('a file that is damaged or gone on this disk is named, and the restored node knows that it lacks it', async () => {
  await putFile(data);
  await writeFile(join(data, filePath(SHA256)), 'une tortuE');
  const to = place('backup.tar');
  expect(await backUp(to)).toMatchObject({ ok: true, value: { files: 0, missing: [SHA256] } });
  await restore(to, place('new'));
  const restored = await openStores(place('new'));
  expect(await restored.files.get(SHA256)).toMatchObject({ complete: false, present: [] });
  await restored.close();
});

test('a changed byte of a backup is found, wherever it is', async () => {
  const bytes = await readFile(await backedUp());
  const spoilt = place('spoilt.tar');
  for (let at = 700; at < bytes.byteLength - 1_100; at += 1_997) {
    const other = Buffer.from(bytes);
    other[at] = other[at]! ^ 1;
    await writeFile(spoilt, other);
    const result = await restore(spoilt, place('new'));
    // Only the padding between parts says nothing.
    if (result.ok) expect(Buffer.from(bytes.subarray(at - 1, at + 2)).every((byte) => byte === 0)).toBe(true);
    else expect(['damaged', 'foreign', 'newer']).toContain(result.error);
    await rm(place('new'), { recursive: true, force: true });
  }
});

test('a backup that was not finished, a foreign file, a folder and none at all are refused, each with its reason', async () => {
  const to = await backedUp();
  const bytes = await readFile(to);
  const spoilt = place('spoilt.tar');
  const reasonOf = async (path: string) => {
    const result = await restore(path, place('new'));
    return result.ok ? 'restored' : result.error;
  };
  for (const length of [bytes.byteLength - 1_500, 5_000]) {
    await writeFile(spoilt, bytes.subarray(0, length));
    expect(await reasonOf(spoilt)).toBe('damaged');
  }
  for (const text of ['', 'Nom;Prénom', 'x'.repeat(5_000)]) {
    await writeFile(spoilt, text);
    expect(await reasonOf(spoilt)).toBe('foreign');
  }
  expect(await reasonOf(folder)).toBe('no-file');
  expect(await reasonOf(place('nowhere'))).toBe('no-file');
  expect(await readdir(folder)).not.toContain(`new-${turn}`);
});

test('a later format and a later schema are refused as newer', async () => {
  const later = place('later.tar');
  const file = await open(later, 'wx+');
  const tar = new TarWriter(file, AT);
  const head = new TextEncoder().encode(JSON.stringify({ cartable: 'backup', format: BACKUP_FORMAT + 1 }));
  await tar.add(
    HEAD_PATH,
    head.byteLength,
    (async function* () {
      yield head;
    })(),
  );
  await tar.end();
  await file.close();
  expect(await restore(later, place('new'))).toEqual({ ok: false, error: 'newer' });
  const database = new DatabaseSync(join(data, 'accounts.sqlite'));
  database.exec('PRAGMA user_version = 999');
  database.close();
  expect(await restore(await backedUp(), place('new'))).toEqual({ ok: false, error: 'newer' });
});

test('a database that would act by itself is not let in', async () => {
  const database = new DatabaseSync(join(data, 'accounts.sqlite'));
  database.exec('CREATE TRIGGER t AFTER INSERT ON devices BEGIN DELETE FROM devices; END');
  database.close();
  expect(await restore(await backedUp(), place('new'))).toEqual({ ok: false, error: 'foreign' });
});

test('nothing is overwritten: not a backup, not a folder; told to, it keeps the old folder beside the new one', async () => {
  const to = await backedUp();
  expect(await backUp(to)).toEqual({ ok: false, error: 'exists' });
  const target = place('target');
  await cp(data, target, { recursive: true });
  await writeFile(join(target, 'mine.txt'), 'kept');
  expect(await restore(to, target)).toEqual({ ok: false, error: 'exists' });
  const running = await openStores(target);
  expect(await restore(to, target, 'move-aside')).toEqual({ ok: false, error: 'running' });
  await running.close();
  const result = await restore(to, target, 'move-aside');
  const movedTo = `${target}.before-2026-11-23T14-00-00`;
  expect(result).toMatchObject({ ok: true, value: { movedTo } });
  expect(await readFile(join(movedTo, 'mine.txt'), 'utf8')).toBe('kept');
  expect(await readdir(target)).not.toContain('mine.txt');
});

test('no data folder, a PostgreSQL node and a damaged log are refused', async () => {
  const refusal = async () => {
    const result = await backUp(place('backup.tar'));
    return result.ok ? 'saved' : result.error;
  };
  const log = join(data, 'cartable.sqlite');
  const database = new DatabaseSync(log);
  database.exec(`DELETE FROM state WHERE name = 'epoch'`);
  database.close();
  expect(await refusal()).toBe('postgres');
  const bytes = await readFile(log);
  await writeFile(log, bytes.fill(7, 4_096, 9_000));
  expect(await refusal()).toBe('data-damaged');
  await rm(log);
  expect(await refusal()).toBe('no-data');
  expect(await readdir(folder)).not.toContain(`backup.tar-${turn}`);
});

test.each([
  ['accounts.sqlite', "CREATE TRIGGER extra AFTER INSERT ON audit BEGIN DELETE FROM adults WHERE role = 'head'; END"],
  [
    'accounts.sqlite',
    'DROP TRIGGER audit_is_kept; CREATE TRIGGER audit_is_kept AFTER INSERT ON audit BEGIN SELECT 1; END',
  ],
  ['cartable.sqlite', 'CREATE VIEW spy AS SELECT 1'],
])('a backup whose %s says of itself what the node shall do is refused', async (name, sql) => {
  const database = new DatabaseSync(join(data, name));
  database.exec(sql);
  database.close();
  expect(await restore(await backedUp(), place('new'))).toEqual({ ok: false, error: 'foreign' });
});
