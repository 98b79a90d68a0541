import { expect, test } from 'vitest';
import { FILE_CHUNK_BYTES, type FileRef } from '../../src/classroom/file-ref.ts';
import type { Lesson } from '../../src/classroom/lesson.ts';
import { fileStates } from '../../src/main/file-states.ts';
import type { StoredFile } from '../../src/sync/ports.ts';

const SIZE = 2 * FILE_CHUNK_BYTES + 10;
const refOf = (digit: string): FileRef => ({
  sha256: digit.repeat(64),
  chunksSha256: '0'.repeat(64),
  bytes: SIZE,
  type: 'video/webm',
  name: `${digit}.webm`,
});
const [FILM, SEA] = [refOf('a'), refOf('b')];

const lesson = (...files: FileRef[]): Lesson => ({
  id: 'l1',
  title: 'La tortue',
  subject: 'Sciences',
  level: 'CE2',
  steps: files.map((file, index) => ({ id: `s${index}`, kind: 'watch', title: '', instruction: '', file })),
});

const stored = (ref: FileRef, present: readonly number[]): StoredFile => ({
  ref,
  chunks: ['', '', ''],
  present,
  complete: present.length === 3,
});

test('a file that a lesson names is known before any of it is here', () => {
  const states = fileStates([lesson(FILM)], [], new Map());
  expect([...states.values()]).toEqual([{ ref: FILM, bytesHere: 0, complete: false, trouble: undefined }]);
});

test('a file in two lessons is one file, and what no lesson names is not shown', () => {
  const states = fileStates([lesson(FILM), lesson(FILM)], [stored(SEA, [0])], new Map());
  expect([...states.keys()]).toEqual([FILM.sha256]);
});

test.each([
  [[0], FILE_CHUNK_BYTES],
  [[2], 10],
  [[0, 2], FILE_CHUNK_BYTES + 10],
  [[0, 1, 2], SIZE],
])('chunks %j are %i bytes', (present, bytes) => {
  const state = fileStates([lesson(FILM)], [stored(FILM, present)], new Map()).get(FILM.sha256);
  expect([state?.bytesHere, state?.complete]).toEqual([bytes, bytes === SIZE]);
});

test('a trouble is told while the file is not whole, and forgotten then', () => {
  const troubles = new Map([[FILM.sha256, 'full' as const]]);
  const troubleWith = (present: number[]) =>
    fileStates([lesson(FILM)], [stored(FILM, present)], troubles).get(FILM.sha256)?.trouble;
  expect(troubleWith([0])).toBe('full');
  expect(troubleWith([0, 1, 2])).toBeUndefined();
});
