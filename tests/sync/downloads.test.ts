import { beforeEach, describe, expect, test } from 'vitest';
import { Log } from '../../src/base/log.ts';
import { FILE_CHUNK_BYTES, type FileRef } from '../../src/classroom/file-ref.ts';
import { MemoryFileStore } from '../../src/storage/memory/memory-file-store.ts';
import { Downloads, RETRY_FILE_MS } from '../../src/sync/files/downloads.ts';
import type { FileSource } from '../../src/sync/files/file-source.ts';
import { describeFile } from '../../src/sync/files/manifest.ts';
import { LinkError, StorageFailure } from '../../src/sync/ports.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { until } from '../support/until.ts';

/** A trolley with files, on whose Wi-Fi some stall or come wrong. */
class Shelf implements FileSource {
  readonly asked: string[] = [];
  /** Names of files whose bytes never come, until they are let go. */
  readonly stalled = new Map<string, () => void>();
  readonly stalling = new Set<string>();
  readonly wrong = new Set<string>();
  readonly missing = new Set<string>();
  readonly #files = new Map<string, { ref: FileRef; chunks: string[]; bytes: Uint8Array<ArrayBuffer> }>();
  most = 0;
  #now = 0;

  async put(name: string, size = 9): Promise<FileRef> {
    const bytes = new Uint8Array(size).fill(name.charCodeAt(0));
    const { ref, chunks } = await describeFile(bytes, { name, type: 'audio/mpeg' });
    this.#files.set(ref.sha256, { ref, chunks, bytes });
    return ref;
  }

  async manifest(sha256: string) {
    const { ref, chunks } = this.#files.get(sha256)!;
    if (this.missing.has(ref.name)) return undefined;
    return { sha256, bytes: ref.bytes, chunks };
  }

  async range(sha256: string, start: number, end: number) {
    const { ref, bytes } = this.#files.get(sha256)!;
    this.asked.push(ref.name);
    this.#now += 1;
    this.most = Math.max(this.most, this.#now);
    if (this.stalling.has(ref.name)) await new Promise<void>((resolve) => this.stalled.set(ref.name, resolve));
    else await new Promise(setImmediate);
    this.#now -= 1;
    if (this.stalling.has(ref.name)) throw new LinkError('unreachable');
    return this.wrong.has(ref.name) ? new Uint8Array(end - start) : bytes.slice(start, end);
  }
}

let shelf: Shelf;
let files: MemoryFileStore;
let clock: ManualClock;
let downloads: Downloads;

beforeEach(() => {
  shelf = new Shelf();
  files = new MemoryFileStore();
  clock = new ManualClock();
  downloads = new Downloads({ files, clock, random: () => 0.5, journal: new Log(() => 0) });
});

const stored = async () => (await files.all()).filter(({ complete }) => complete).map(({ ref }) => ref.name);
const arrived = (...names: string[]) => until(async () => (await stored()).sort().join() === names.sort().join());
const trouble = (ref: FileRef) => downloads.states.value.get(ref.sha256)?.trouble;

describe('files that documents name', () => {
  test('come two at a time, never more', async () => {
    await downloads.want(await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => shelf.put(name))));
    expect(shelf.asked).toEqual([]);
    for (const name of ['a', 'b']) shelf.stalling.add(name);
    downloads.reachable(shelf);
    await until(() => shelf.stalled.size === 2);
    expect([...shelf.asked].sort()).toEqual(['a', 'b']);
    shelf.stalling.clear();
    for (const goOn of shelf.stalled.values()) goOn();
    await arrived('a', 'b', 'c', 'd', 'e');
    expect(shelf.most).toBe(2);
    expect(clock.timers).toBe(0);
  });

  test('one that stalls does not hold up the others, nor those that are named later', async () => {
    shelf.stalling.add('a');
    downloads.reachable(shelf);
    await downloads.want(await Promise.all(['a', 'b', 'c'].map((name) => shelf.put(name))));
    await arrived('b', 'c');
    await downloads.want([await shelf.put('d')]);
    await arrived('b', 'c', 'd');
    expect([...shelf.asked].sort()).toEqual(['a', 'b', 'c', 'd']);
    shelf.stalling.clear();
    shelf.stalled.get('a')!();
    await arrived('a', 'b', 'c', 'd');
  });

  test('one that does not come is asked for again after a pause, also while another stalls', async () => {
    shelf.stalling.add('a');
    shelf.missing.add('b');
    downloads.reachable(shelf);
    const [a, b] = [await shelf.put('a'), await shelf.put('b')];
    await downloads.want([a, b]);
    await until(() => trouble(b) === 'unreachable');
    shelf.missing.clear();
    await until(() => clock.timers === 1);
    expect(await stored()).toEqual([]);
    clock.advance(RETRY_FILE_MS);
    await arrived('b');
    expect(shelf.asked.toSorted()).toEqual(['a', 'b']);
  });

  test('come at once when the trolley is found again', async () => {
    shelf.missing.add('b');
    const b = await shelf.put('b');
    await downloads.want([b]);
    downloads.reachable(shelf);
    await until(() => trouble(b) === 'unreachable' && clock.timers === 1);
    downloads.reachable(undefined);
    expect(clock.timers).toBe(0);
    shelf.missing.clear();
    downloads.reachable(shelf);
    await arrived('b');
  });

  test('wait where the disk is full, for the same pause', async () => {
    const putChunk = files.putChunk.bind(files);
    files.putChunk = () => Promise.reject(new StorageFailure('full'));
    const refs = await Promise.all(['a', 'b', 'c'].map((name) => shelf.put(name)));
    await downloads.want(refs);
    downloads.reachable(shelf);
    await until(() => trouble(refs[0]!) === 'full' && trouble(refs[1]!) === 'full' && clock.timers === 1);
    expect(shelf.asked.toSorted()).toEqual(['a', 'b']);
    files.putChunk = putChunk;
    clock.advance(RETRY_FILE_MS);
    await arrived('a', 'b', 'c');
  });

  test('that are not wanted any more while they come leave nothing behind', async () => {
    shelf.stalling.add('a');
    const a = await shelf.put('a', 2 * FILE_CHUNK_BYTES);
    downloads.reachable(shelf);
    await downloads.want([a]);
    await until(() => shelf.stalled.has('a'));
    downloads.forget([a.sha256]);
    await files.remove(a.sha256);
    shelf.stalling.clear();
    shelf.stalled.get('a')!();
    await downloads.want([await shelf.put('b')]);
    await arrived('b');
    expect((await files.all()).map(({ ref }) => ref.name)).toEqual(['b']);
    expect(downloads.states.value.has(a.sha256)).toBe(false);
    expect(clock.timers).toBe(0);
  });
});

describe('[S18] a chunk is verified before it is stored', () => {
  test('what came wrong is not kept, is said, and comes when it is right', async () => {
    shelf.wrong.add('a');
    const a = await shelf.put('a');
    await downloads.want([a]);
    downloads.reachable(shelf);
    await until(() => trouble(a) === 'hash-mismatch');
    expect((await files.get(a.sha256))?.present).toEqual([]);
    shelf.wrong.clear();
    await until(() => clock.timers === 1);
    clock.advance(RETRY_FILE_MS);
    await arrived('a');
  });

  test('nor is a manifest that is not the one that the document names', async () => {
    const a = await shelf.put('a');
    await downloads.want([{ ...a, chunksSha256: '0'.repeat(64) }]);
    downloads.reachable(shelf);
    await until(() => trouble(a) === 'hash-mismatch');
    expect(await files.all()).toEqual([]);
    expect(shelf.asked).toEqual([]);
  });

  test('an interrupted file goes on where it was', async () => {
    const a = await shelf.put('a', 6 * FILE_CHUNK_BYTES);
    const ranges: [number, number][] = [];
    const range = shelf.range.bind(shelf);
    let calls = 0;
    shelf.range = (sha256, start, end) => {
      ranges.push([start / FILE_CHUNK_BYTES, end / FILE_CHUNK_BYTES]);
      calls += 1;
      return calls === 2 ? Promise.reject(new LinkError('unreachable')) : range(sha256, start, end);
    };
    await downloads.want([a]);
    downloads.reachable(shelf);
    await until(() => trouble(a) === 'unreachable' && clock.timers === 1);
    expect((await files.get(a.sha256))?.present).toEqual([0, 1, 2, 3]);
    clock.advance(RETRY_FILE_MS);
    await arrived('a');
    expect(ranges).toEqual([
      [0, 4],
      [4, 6],
      [4, 6],
    ]);
  });
});
