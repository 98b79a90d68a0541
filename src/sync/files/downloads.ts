import type { Log } from '../../base/log.ts';
import { Cell } from '../../base/observable.ts';
import { sha256Hex } from '../../base/hash.ts';
import { FILE_CHUNK_BYTES, type FileRef } from '../../classroom/file-ref.ts';
import { FILE_RANGE_BYTES } from '../../protocol/limits.ts';
import type { FileState } from '../facade.ts';
import { type Clock, type FileStore, LinkError, type RandomNumber, StorageFailure, type StoredFile } from '../ports.ts';
import { chunkRange, provesManifest } from './manifest.ts';
import type { FileSource } from './file-source.ts';

/** Pause before a file that would not come is asked for again, in milliseconds, ±50 %. */
export const RETRY_FILE_MS = 5_000;
/** Files fetched at the same time: one that stalls until its time-out holds up none of the others, and 14 tablets share the Wi-Fi. */
export const LANES = 2;
const CHUNKS_PER_RANGE = FILE_RANGE_BYTES / FILE_CHUNK_BYTES;

type Trouble = Exclude<FileState['trouble'], undefined>;

class Unverified extends Error {}

export interface DownloadsParts {
  readonly files: FileStore;
  readonly clock: Clock;
  readonly random: RandomNumber;
  readonly journal: Log;
}

/**
 * Fetches the files that documents name, two at a time, in bounded ranges; each 1 MiB chunk is verified before it is stored,
 * so an interrupted file goes on where it was (S18). Runs while there is a source; without one it waits.
 */
export class Downloads {
  readonly #parts: DownloadsParts;
  readonly #wanted = new Map<string, FileRef>();
  readonly states = new Cell<ReadonlyMap<string, FileState>>(new Map());
  #source: FileSource | undefined;
  /** Files that are being fetched, one to a lane. */
  readonly #underway = new Set<string>();
  /** Files that had their turn: one that did not come waits for the others, and then for a pause. */
  #tried = new Set<string>();
  #isFull = false;
  #cancelRetry: (() => void) | undefined;

  constructor(parts: DownloadsParts) {
    this.#parts = parts;
  }

  /** These files belong here; those that are not complete are fetched in this order. */
  async want(refs: readonly FileRef[]): Promise<void> {
    for (const ref of refs) {
      if (this.#wanted.has(ref.sha256)) continue;
      this.#wanted.set(ref.sha256, ref);
      this.#show(ref, await this.#parts.files.get(ref.sha256));
    }
    this.#start();
  }

  /** These files do not belong here any more. */
  forget(sha256s: Iterable<string>): void {
    const states = new Map(this.states.value);
    for (const sha256 of sha256s) {
      this.#wanted.delete(sha256);
      states.delete(sha256);
    }
    if (states.size < this.states.value.size) this.states.set(states);
  }

  /** The copy here was found damaged: it is thrown away and fetched anew, before anyone is given a byte of it (S18). */
  async again(sha256: string): Promise<void> {
    const ref = this.#wanted.get(sha256);
    if (!ref) return;
    await this.#parts.files.remove(sha256);
    this.#show(ref, undefined);
    this.#tried.delete(sha256);
    this.#start();
  }

  /** The upstream is reachable through `source`, or is not (undefined). */
  reachable(source: FileSource | undefined): void {
    this.#source = source;
    this.#cancelRetry?.();
    this.#giveTurns();
    this.#start();
  }

  #start(): void {
    while (this.#underway.size < LANES && this.#next()) void this.#lane();
  }

  #giveTurns(): void {
    this.#tried = new Set(this.#underway);
    this.#isFull = false;
  }

  #missing(): FileRef[] {
    return [...this.#wanted.values()].filter(({ sha256 }) => !this.states.value.get(sha256)?.complete);
  }

  #next(): FileRef | undefined {
    if (!this.#source || this.#isFull) return undefined;
    return this.#missing().find(({ sha256 }) => !this.#tried.has(sha256));
  }

  /** Takes one file after the other, until each had its turn. */
  async #lane(): Promise<void> {
    for (let ref = this.#next(); ref; ref = this.#next()) {
      this.#tried.add(ref.sha256);
      this.#underway.add(ref.sha256);
      try {
        const trouble = await this.#fetch(ref, this.#source!);
        if (trouble === 'full') this.#isFull = true;
        if (this.#wanted.has(ref.sha256)) this.#show(ref, await this.#parts.files.get(ref.sha256), trouble);
      } catch (cause) {
        this.#parts.journal.error('a download broke', { cause: String(cause) }); // it has its turn again
      }
      this.#underway.delete(ref.sha256);
    }
    this.#retryLater();
  }

  #retryLater(): void {
    this.#cancelRetry?.();
    if (!this.#source || this.#missing().length === this.#underway.size) return;
    this.#cancelRetry = this.#parts.clock.after(RETRY_FILE_MS * (0.5 + this.#parts.random()), () => {
      this.#giveTurns();
      this.#start();
    });
  }

  async #fetch(ref: FileRef, source: FileSource): Promise<Trouble | undefined> {
    try {
      const stored = (await this.#parts.files.get(ref.sha256)) ?? (await this.#begin(ref, source));
      if (!stored) return 'unreachable';
      await this.#fetchChunks(stored, source);
      return undefined;
    } catch (cause) {
      this.#parts.journal.warn('a file does not come', { sha256: ref.sha256, cause: String(cause) });
      if (cause instanceof Unverified) return 'hash-mismatch';
      if (cause instanceof StorageFailure) return 'full';
      if (cause instanceof LinkError) return 'unreachable';
      throw cause;
    }
  }

  async #begin(ref: FileRef, source: FileSource): Promise<StoredFile | undefined> {
    const manifest = await source.manifest(ref.sha256);
    if (!manifest) return undefined;
    if (!(await provesManifest(ref, manifest)))
      throw new Unverified('the manifest is not the one that the document names');
    await this.#parts.files.begin(ref, manifest.chunks);
    return this.#parts.files.get(ref.sha256);
  }

  async #fetchChunks(stored: StoredFile, source: FileSource): Promise<void> {
    const present = new Set(stored.present);
    for (let first = 0; first < stored.chunks.length; first++) {
      if (!this.#wanted.has(stored.ref.sha256)) return;
      if (present.has(first)) continue;
      let last = first;
      while (last + 1 < stored.chunks.length && !present.has(last + 1) && last + 1 < first + CHUNKS_PER_RANGE) last++;
      await this.#fetchRange(stored, first, last, source);
      if (this.#wanted.has(stored.ref.sha256)) this.#show(stored.ref, await this.#parts.files.get(stored.ref.sha256));
      first = last;
    }
  }

  async #fetchRange({ ref, chunks }: StoredFile, first: number, last: number, source: FileSource): Promise<void> {
    const { start } = chunkRange(ref.bytes, first);
    const bytes = await source.range(ref.sha256, start, chunkRange(ref.bytes, last).end);
    for (let index = first; index <= last; index++) {
      const range = chunkRange(ref.bytes, index);
      const chunk = bytes.slice(range.start - start, range.end - start);
      if ((await sha256Hex(chunk)) !== chunks[index])
        throw new Unverified(`chunk ${index} is not what its digest says`);
      if (!this.#wanted.has(ref.sha256)) return;
      await this.#parts.files.putChunk(ref.sha256, index, chunk);
    }
  }

  #show(ref: FileRef, stored: StoredFile | undefined, trouble?: Trouble): void {
    const sizes = (stored?.present ?? []).map((index) => chunkRange(ref.bytes, index));
    const bytesHere = sizes.reduce((sum, { start, end }) => sum + end - start, 0);
    const state: FileState = { ref, bytesHere, complete: stored?.complete ?? false, trouble };
    this.states.set(new Map(this.states.value).set(ref.sha256, state));
  }
}
