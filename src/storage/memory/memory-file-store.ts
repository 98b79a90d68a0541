import { assert } from '../../base/assert.ts';
import { isSha256Hex } from '../../base/hash.ts';
import { Signal } from '../../base/observable.ts';
import type { FileRef } from '../../classroom/file-ref.ts';
import { chunkCount, chunkRange } from '../../sync/files/manifest.ts';
import { type Change, type FileStore, StorageFailure, type StoredFile } from '../../sync/ports.ts';

interface Entry {
  readonly ref: FileRef;
  readonly digests: readonly string[];
  readonly chunks: Map<number, Uint8Array<ArrayBuffer>>;
}

/** All that a MemoryFileStore holds, apart from it. */
export type MemoryFileImage = ReadonlyMap<string, Readonly<Entry>>;

export interface MemoryFileOptions {
  readonly image?: MemoryFileImage;
  readonly changes?: Signal<Change>;
}

export class MemoryFileStore implements FileStore {
  readonly changes: Signal<Change>;
  readonly #files: Map<string, Entry>;

  constructor({ image, changes }: MemoryFileOptions = {}) {
    this.changes = changes ?? new Signal<Change>();
    this.#files = new Map(structuredClone(image ?? []));
  }

  /** A copy of all that is stored now. */
  image(): MemoryFileImage {
    return structuredClone(this.#files);
  }

  async get(sha256: string): Promise<StoredFile | undefined> {
    const entry = this.#files.get(sha256);
    return entry && stored(entry);
  }

  async all(): Promise<StoredFile[]> {
    return [...this.#files.keys()].sort().map((sha256) => stored(this.#files.get(sha256)!));
  }

  async begin(ref: FileRef, chunks: readonly string[]): Promise<void> {
    assert(isSha256Hex(ref.sha256), 'a file is named by its SHA-256');
    assert(chunks.length === chunkCount(ref.bytes), 'a manifest names all chunks of its file');
    if (this.#files.has(ref.sha256)) return;
    this.#files.set(ref.sha256, { ref: { ...ref }, digests: [...chunks], chunks: new Map() });
    this.#announce();
  }

  async putChunk(sha256: string, index: number, bytes: Uint8Array): Promise<void> {
    const entry = this.#files.get(sha256);
    if (!entry) throw new StorageFailure('aborted', new Error(`file ${sha256} is not here any more`));
    const { start, end } = chunkRange(entry.ref.bytes, index);
    assert(index in entry.digests && bytes.byteLength === end - start, 'a chunk lies within its file');
    entry.chunks.set(index, new Uint8Array(bytes));
    this.#announce();
  }

  async chunk(sha256: string, index: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.#files.get(sha256)?.chunks.get(index)?.slice();
  }

  async remove(sha256: string): Promise<void> {
    if (this.#files.delete(sha256)) this.#announce();
  }

  /** A listener's error is its own: it is called in a turn of its own. */
  #announce(): void {
    queueMicrotask(() => this.changes.emit({ what: 'files', docs: [] }));
  }
}

function stored({ ref, digests, chunks }: Entry): StoredFile {
  const present = [...chunks.keys()].sort((a, b) => a - b);
  return { ref: { ...ref }, chunks: [...digests], present, complete: present.length === digests.length };
}
