import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256Hex } from '../../src/base/hash.ts';
import { FILE_CHUNK_BYTES, type FileRef } from '../../src/classroom/file-ref.ts';
import type { Change, Changes, FileStore } from '../../src/sync/ports.ts';
import { failureOf } from './failure.ts';

/** One disk with files on it. */
export interface FileDisk {
  /** A store on this disk; called again, it opens what is there. */
  open(): Promise<FileStore>;
  /** Changes one byte of a stored chunk behind the store's back, where the store keeps them out of this process. */
  damage?(sha256: string, index: number): Promise<void>;
  readonly changes?: Changes;
  discard(): Promise<void>;
}

const ZEROS = '0'.repeat(64);

interface Sample {
  readonly ref: FileRef;
  readonly chunks: readonly Uint8Array[];
  readonly digests: readonly string[];
}

async function sample(lastChunkBytes: number, seed = 1): Promise<Sample> {
  const lengths = lastChunkBytes === 0 ? [] : [FILE_CHUNK_BYTES, FILE_CHUNK_BYTES, lastChunkBytes];
  const chunks = lengths.map((length, i) => new Uint8Array(length).fill(seed + i));
  const digests = await Promise.all(chunks.map(sha256Hex));
  const bytes = lengths.reduce((sum, length) => sum + length, 0);
  const sha256 = await sha256Hex(new TextEncoder().encode(`${seed} ${bytes}`));
  return { ref: { sha256, chunksSha256: ZEROS, bytes, type: 'video/webm', name: 'tortue.webm' }, chunks, digests };
}

/** What every FileStore must do. */
export function describeFileStore(name: string, create: () => Promise<FileDisk>): void {
  describe(`${name} as a FileStore`, () => {
    let disk: FileDisk;
    let files: FileStore;
    beforeEach(async () => {
      disk = await create();
      files = await disk.open();
    });
    afterEach(() => disk.discard());

    test('knows nothing of a file that was never begun', async () => {
      expect(await files.get(ZEROS)).toBeUndefined();
      expect(await files.chunk(ZEROS, 0)).toBeUndefined();
      expect(await files.all()).toEqual([]);
      await files.remove(ZEROS);
    });

    test('[S18] grows by chunks in any order, until it is complete', async () => {
      const { ref, chunks, digests } = await sample(5);
      await files.begin(ref, digests);
      expect(await files.get(ref.sha256)).toEqual({ ref, chunks: digests, present: [], complete: false });
      await files.putChunk(ref.sha256, 2, chunks[2]!);
      await files.putChunk(ref.sha256, 0, chunks[0]!);
      expect(await files.get(ref.sha256)).toMatchObject({ present: [0, 2], complete: false });
      expect(await files.chunk(ref.sha256, 1)).toBeUndefined();
      await files.putChunk(ref.sha256, 1, chunks[1]!);
      files = await disk.open();
      expect(await files.get(ref.sha256)).toEqual({ ref, chunks: digests, present: [0, 1, 2], complete: true });
      for (const [index, bytes] of chunks.entries())
        expect(await same(files.chunk(ref.sha256, index), bytes)).toBe(true);
      expect(await files.chunk(ref.sha256, 3)).toBeUndefined();
    });

    test('[S18] what is begun or put twice is there once', async () => {
      const { ref, chunks, digests } = await sample(5);
      await files.begin(ref, digests);
      await files.putChunk(ref.sha256, 2, chunks[2]!);
      await Promise.all([
        files.begin({ ...ref, name: 'autre.webm' }, digests),
        files.putChunk(ref.sha256, 2, chunks[2]!),
      ]);
      expect(await files.all()).toEqual([{ ref, chunks: digests, present: [2], complete: false }]);
    });

    test('[S18] chunks that come at the same time are all kept', async () => {
      const { ref, chunks, digests } = await sample(FILE_CHUNK_BYTES);
      await files.begin(ref, digests);
      await Promise.all(chunks.map((bytes, index) => files.putChunk(ref.sha256, index, bytes)));
      expect(await files.get(ref.sha256)).toMatchObject({ present: [0, 1, 2], complete: true });
    });

    test('an empty file is complete as soon as it is begun', async () => {
      const { ref } = await sample(0);
      await files.begin(ref, []);
      expect(await files.get(ref.sha256)).toEqual({ ref, chunks: [], present: [], complete: true });
    });

    test('lists its files by name', async () => {
      const samples = await Promise.all([1, 2, 3].map((seed) => sample(5, seed)));
      for (const { ref, digests } of samples) await files.begin(ref, digests);
      await files.putChunk(samples[0]!.ref.sha256, 1, samples[0]!.chunks[1]!);
      const listed = await files.all();
      expect(listed.map(({ ref }) => ref.sha256)).toEqual(samples.map(({ ref }) => ref.sha256).sort());
      expect(listed.find(({ ref }) => ref.sha256 === samples[0]!.ref.sha256)?.present).toEqual([1]);
    });

    test('removes one file with its chunks and no other', async () => {
      const [first, second] = [await sample(5, 1), await sample(5, 2)];
      for (const { ref, digests, chunks } of [first, second]) {
        await files.begin(ref, digests);
        await files.putChunk(ref.sha256, 0, chunks[0]!);
      }
      await files.remove(first.ref.sha256);
      expect(await files.get(first.ref.sha256)).toBeUndefined();
      expect(await files.chunk(first.ref.sha256, 0)).toBeUndefined();
      expect(await same(files.chunk(second.ref.sha256, 0), second.chunks[0]!)).toBe(true);
      await files.begin(first.ref, first.digests);
      expect(await files.get(first.ref.sha256)).toMatchObject({ present: [] });
    });

    test('a chunk of a file that was removed meanwhile is not stored', async () => {
      const { ref, digests, chunks } = await sample(5);
      await files.begin(ref, digests);
      await files.remove(ref.sha256);
      expect(await failureOf(files.putChunk(ref.sha256, 0, chunks[0]!))).toBe('aborted');
      expect(await files.all()).toEqual([]);
    });

    test.each(['../../etc/passwd', '', 'A'.repeat(64), `${ZEROS}/..`])(
      'a name that is no SHA-256 is no file: %j',
      async (name) => {
        const { ref } = await sample(5);
        await expect(files.begin({ ...ref, sha256: name }, [ZEROS])).rejects.toThrow();
        await expect(files.putChunk(name, 0, new Uint8Array(1))).rejects.toThrow();
        expect(await files.get(name)).toBeUndefined();
        expect(await files.chunk(name, 0)).toBeUndefined();
        await files.remove(name);
        expect(await files.all()).toEqual([]);
      },
    );

    test('a chunk outside its file, or of another length, is our own mistake', async () => {
      const { ref, digests, chunks } = await sample(5);
      await expect(files.begin(ref, digests.slice(1))).rejects.toThrow('bug');
      await files.begin(ref, digests);
      await expect(files.putChunk(ref.sha256, 2, chunks[0]!)).rejects.toThrow('bug');
      for (const index of [3, -1, 0.5])
        await expect(files.putChunk(ref.sha256, index, new Uint8Array(5))).rejects.toThrow('bug');
    });

    test('the caller may use its bytes again', async () => {
      const { ref, digests } = await sample(5);
      await files.begin(ref, digests);
      const whole = new Uint8Array(7).fill(3);
      const stored = files.putChunk(ref.sha256, 2, whole.subarray(1, 6));
      await stored;
      whole.fill(0);
      expect(await files.chunk(ref.sha256, 2)).toEqual(new Uint8Array(5).fill(3));
    });

    test('[S18] a chunk that the disk changed is corrupt, not given', async ({ skip }) => {
      if (!disk.damage) return skip('this store has no disk that could change');
      const { ref, digests, chunks } = await sample(5);
      await files.begin(ref, digests);
      await files.putChunk(ref.sha256, 2, chunks[2]!);
      await disk.damage(ref.sha256, 2);
      expect(await failureOf(files.chunk(ref.sha256, 2))).toBe('corrupt');
    });

    test('tells of what it wrote', async ({ skip }) => {
      if (!disk.changes) return skip('this store tells no one');
      const heard: Change[] = [];
      const stop = disk.changes.subscribe((change) => heard.push(change));
      const { ref, digests, chunks } = await sample(5);
      await files.begin(ref, digests);
      await files.putChunk(ref.sha256, 0, chunks[0]!);
      await files.remove(ref.sha256);
      await Promise.resolve();
      stop();
      expect(heard).toEqual(Array.from({ length: 3 }, () => ({ what: 'files', docs: [] })));
    });
  });
}

/** Compared by hand: a failing toEqual would print a megabyte. */
async function same(read: Promise<Uint8Array | undefined>, expected: Uint8Array): Promise<boolean> {
  const bytes = await read;
  return bytes?.byteLength === expected.byteLength && bytes.every((byte, i) => byte === expected[i]);
}
