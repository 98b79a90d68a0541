import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { assert } from '../../base/assert.ts';
import { concatBytes, toHex } from '../../base/bytes.ts';
import { sha256, sha256Hex } from '../../base/hash.ts';
import { FILE_CHUNK_BYTES, type FileRef } from '../../classroom/file-ref.ts';
import type { Lesson } from '../../classroom/lesson.ts';
import type { FileStore } from '../../sync/ports.ts';
import { CONTENT } from './school.ts';

export const DEMONSTRATION_LESSON = 'tortue-verte';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.webp': 'image/webp',
  '.mp3': 'audio/mpeg',
  '.webm': 'video/webm',
  '.vtt': 'text/vtt',
};

/** Keys of a step in lecon.json that name a file beside it. */
const FILE_KEYS = ['file', 'instructionSound', 'captions'] as const;

interface WrittenLesson extends Omit<Lesson, 'id' | 'steps'> {
  readonly steps: readonly Record<string, unknown>[];
}

/** Reads the lesson of the demonstration, stores its files, and gives the lesson that refers to them. */
export async function demonstrationLesson(files: FileStore): Promise<Omit<Lesson, 'id'>> {
  const written = JSON.parse(await readFile(new URL('lecon.json', CONTENT), 'utf8')) as WrittenLesson;
  const steps = [];
  for (const step of written.steps) {
    const filled = { ...step };
    for (const key of FILE_KEYS) {
      if (typeof step[key] === 'string') filled[key] = await storeFile(files, step[key]);
    }
    steps.push(filled);
  }
  return { ...written, steps } as unknown as Omit<Lesson, 'id'>;
}

async function storeFile(files: FileStore, name: string): Promise<FileRef> {
  const bytes = await readFile(new URL(name, CONTENT));
  const type = MEDIA_TYPES[extname(name)];
  assert(type, `the demonstration knows the media type of ${name}`);
  const parts = Array.from({ length: Math.ceil(bytes.byteLength / FILE_CHUNK_BYTES) }, (_, index) =>
    bytes.subarray(index * FILE_CHUNK_BYTES, (index + 1) * FILE_CHUNK_BYTES),
  );
  const digests = await Promise.all(parts.map((part) => sha256(part)));
  const chunksSha256 = await sha256Hex(concatBytes(digests));
  const ref = { sha256: await sha256Hex(bytes), chunksSha256, bytes: bytes.byteLength, type, name };
  await files.begin(ref, digests.map(toHex));
  for (const [index, part] of parts.entries()) await files.putChunk(ref.sha256, index, part);
  return ref;
}
