import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { assert } from '../../base/assert.ts';
import type { FileRef } from '../../classroom/file-ref.ts';
import type { Lesson } from '../../classroom/lesson.ts';
import { chunkRange, describeFile } from '../../sync/files/manifest.ts';
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
  const { ref, chunks } = await describeFile(bytes, { name, type });
  await files.begin(ref, chunks);
  for (const index of chunks.keys()) {
    const { start, end } = chunkRange(ref.bytes, index);
    await files.putChunk(ref.sha256, index, bytes.subarray(start, end));
  }
  return ref;
}
