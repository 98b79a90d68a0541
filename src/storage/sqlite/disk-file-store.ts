import { hash } from 'node:crypto';
import { join } from 'node:path';
import { assert } from '../../base/assert.ts';
import { isSha256Hex } from '../../base/hash.ts';
import type { FileRef } from '../../classroom/file-ref.ts';
import { chunkCount, chunkRange } from '../../sync/files/manifest.ts';
import { type FileStore, StorageFailure, type StoredFile } from '../../sync/ports.ts';
import { readRange, removeFile, writeDurably } from './disk.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

/**
 * Files on disk, `<folder>/<first 2 digits>/<sha256>`; the database knows their manifests and which chunks are here. A
 * chunk is recorded only after its bytes are on disk (S18).
 */
export class DiskFileStore implements FileStore {
  readonly #database: SqliteDatabase;
  readonly #folder: string;
  readonly #sql;

  constructor(database: SqliteDatabase, folder: string) {
    this.#database = database;
    this.#folder = folder;
    this.#sql = prepareFiles(database);
  }

  async get(sha256: string): Promise<StoredFile | undefined> {
    const record = this.#database.read(() => this.#sql.get.get(sha256));
    return record && fileFrom(record as unknown as FileRecord);
  }

  async all(): Promise<StoredFile[]> {
    return this.#database.read(() => this.#sql.all.all() as unknown as FileRecord[]).map(fileFrom);
  }

  async begin(ref: FileRef, chunks: readonly string[]): Promise<void> {
    assert(isSha256Hex(ref.sha256), 'a file is named by its SHA-256');
    assert(chunks.length === chunkCount(ref.bytes), 'a manifest names all chunks of its file');
    const record = [ref.sha256, JSON.stringify(ref), JSON.stringify(chunks)] as const;
    await this.#database.write(() => this.#sql.begin.run(...record));
  }

  async putChunk(sha256: string, index: number, bytes: Uint8Array): Promise<void> {
    const file = await this.get(sha256);
    if (!file) throw goneMeanwhile(sha256);
    const { start, end } = chunkRange(file.ref.bytes, index);
    assert(index in file.chunks && bytes.byteLength === end - start, 'a chunk lies within its file');
    await writeDurably(this.#path(sha256), start, bytes);
    // A file that was removed while its bytes were written is not known any more, and stays so.
    const isKnown = await this.#database.write(() => {
      this.#sql.putChunk.run(index, sha256);
      return this.#sql.get.get(sha256) !== undefined;
    });
    if (!isKnown) throw goneMeanwhile(sha256);
  }

  async chunk(sha256: string, index: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const file = await this.get(sha256);
    if (!file?.present.includes(index)) return undefined;
    const bytes = await readRange(this.#path(sha256), chunkRange(file.ref.bytes, index));
    if (bytes && hash('sha256', bytes) === file.chunks[index]) return bytes;
    throw new StorageFailure('corrupt', new Error(`chunk ${index} of ${sha256}`));
  }

  async remove(sha256: string): Promise<void> {
    if (!isSha256Hex(sha256)) return;
    // Forgotten first: a crash in between leaves bytes that no one reads, and not a record without its bytes.
    await this.#database.write(() => {
      this.#sql.removeChunks.run(sha256);
      this.#sql.remove.run(sha256);
    });
    await removeFile(this.#path(sha256));
  }

  #path(sha256: string): string {
    assert(isSha256Hex(sha256), 'only a SHA-256 becomes a path');
    return join(this.#folder, sha256.slice(0, 2), sha256);
  }
}

interface FileRecord {
  readonly ref: string;
  readonly chunks: string;
  readonly present: string;
}

function fileFrom(record: FileRecord): StoredFile {
  const chunks = JSON.parse(record.chunks) as string[];
  const present = (JSON.parse(record.present) as number[]).sort((a, b) => a - b);
  return { ref: JSON.parse(record.ref) as FileRef, chunks, present, complete: present.length === chunks.length };
}

const goneMeanwhile = (sha256: string) =>
  new StorageFailure('aborted', new Error(`file ${sha256} is not here any more`));

const FILE = `SELECT ref, chunks,
  (SELECT json_group_array(chunk) FROM file_chunks WHERE file_chunks.sha256 = files.sha256) AS present FROM files`;

function prepareFiles(database: SqliteDatabase) {
  return {
    get: database.prepare(`${FILE} WHERE sha256 = ?`),
    all: database.prepare(`${FILE} ORDER BY sha256`),
    begin: database.prepare('INSERT INTO files (sha256, ref, chunks) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
    putChunk: database.prepare(
      'INSERT INTO file_chunks (sha256, chunk) SELECT sha256, ? FROM files WHERE sha256 = ? ON CONFLICT DO NOTHING',
    ),
    removeChunks: database.prepare('DELETE FROM file_chunks WHERE sha256 = ?'),
    remove: database.prepare('DELETE FROM files WHERE sha256 = ?'),
  };
}
