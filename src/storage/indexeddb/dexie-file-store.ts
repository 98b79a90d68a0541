import { Dexie } from 'dexie';
import { assert } from '../../base/assert.ts';
import { isSha256Hex, sha256Hex } from '../../base/hash.ts';
import type { FileRef } from '../../classroom/file-ref.ts';
import { chunkCount, chunkRange } from '../../sync/files/manifest.ts';
import { type FileStore, StorageFailure, type StoredFile } from '../../sync/ports.ts';
import type { CartableDatabase, FileRecord } from './cartable-database.ts';
import type { BroadcastChanges } from './changes.ts';
import { orStorageFailure } from './failure.ts';

/** Files as rows of 1 MiB, so that a film plays from the chunks that it needs. */
export class DexieFileStore implements FileStore {
  readonly #database: CartableDatabase;
  readonly #changes: BroadcastChanges;

  constructor(database: CartableDatabase, changes: BroadcastChanges) {
    this.#database = database;
    this.#changes = changes;
  }

  async get(sha256: string): Promise<StoredFile | undefined> {
    const [record, keys] = await this.#read(() =>
      Promise.all([this.#database.files.get(sha256), this.#chunksOf(sha256).primaryKeys()]),
    );
    return record && stored(record, keys);
  }

  async all(): Promise<StoredFile[]> {
    const [records, keys] = await this.#read(() =>
      Promise.all([this.#database.files.toArray(), this.#database.fileChunks.toCollection().primaryKeys()]),
    );
    const keysOf = new Map(records.map(({ sha256 }): [string, [string, number][]] => [sha256, []]));
    for (const key of keys) keysOf.get(key[0])?.push(key);
    return records.map((record) => stored(record, keysOf.get(record.sha256)!));
  }

  async begin(ref: FileRef, chunks: readonly string[]): Promise<void> {
    assert(isSha256Hex(ref.sha256), 'a file is named by its SHA-256');
    assert(chunks.length === chunkCount(ref.bytes), 'a manifest names all chunks of its file');
    const { files } = this.#database;
    const isNew = await orStorageFailure(() =>
      this.#database.transaction('rw', [files], async () => {
        if (await files.get(ref.sha256)) return false;
        await files.add({ sha256: ref.sha256, ref, chunks });
        return true;
      }),
    );
    if (isNew) this.#announce();
  }

  async putChunk(sha256: string, index: number, bytes: Uint8Array): Promise<void> {
    const { files, fileChunks } = this.#database;
    const own = new Uint8Array(bytes).buffer; // a view would take the whole buffer under it to the disk
    await this.#write(async () => {
      const file = await files.get(sha256);
      if (!file) throw new StorageFailure('aborted', new Error(`file ${sha256} is not here any more`));
      const { start, end } = chunkRange(file.ref.bytes, index);
      assert(index in file.chunks && own.byteLength === end - start, 'a chunk lies within its file');
      await fileChunks.put({ sha256, index, bytes: own });
    });
    this.#announce();
  }

  async chunk(sha256: string, index: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const [file, chunk] = await this.#read(() =>
      Promise.all([this.#database.files.get(sha256), this.#database.fileChunks.get([sha256, index])]),
    );
    if (!file || !chunk) return undefined;
    const bytes = new Uint8Array(chunk.bytes);
    if ((await sha256Hex(bytes)) === file.chunks[index]) return bytes;
    throw new StorageFailure('corrupt', new Error(`chunk ${index} of ${sha256}`));
  }

  async remove(sha256: string): Promise<void> {
    await this.#write(async () => {
      await this.#chunksOf(sha256).delete();
      await this.#database.files.delete(sha256);
    });
    this.#announce();
  }

  #chunksOf(sha256: string) {
    const range = [
      [sha256, Dexie.minKey],
      [sha256, Dexie.maxKey],
    ] as const;
    return this.#database.fileChunks.where('[sha256+index]').between(...range);
  }

  #read<Value>(task: () => Promise<Value>): Promise<Value> {
    const { files, fileChunks } = this.#database;
    return orStorageFailure(() => this.#database.transaction('r', [files, fileChunks], task));
  }

  #write(task: () => Promise<void>): Promise<void> {
    const { files, fileChunks } = this.#database;
    return orStorageFailure(() => this.#database.transaction('rw', [files, fileChunks], task));
  }

  #announce(): void {
    this.#changes.announce({ what: 'files', docs: [] });
  }
}

function stored({ ref, chunks }: FileRecord, keys: readonly (readonly [string, number])[]): StoredFile {
  const present = keys.map(([, index]) => index);
  return { ref, chunks, present, complete: present.length === chunks.length };
}
