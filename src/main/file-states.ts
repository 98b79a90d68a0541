import { FILE_CHUNK_BYTES, type FileRef } from '../classroom/file-ref.ts';
import { filesOf, type Lesson } from '../classroom/lesson.ts';
import type { FileState } from '../sync/facade.ts';
import type { StoredFile } from '../sync/ports.ts';

/** By SHA-256: why a file does not come further for now. Known in the tab that downloads. */
export type FileTroubles = ReadonlyMap<string, FileState['trouble']>;

/** Each file that a lesson refers to, with how much of it is here. */
export function fileStates(
  lessons: readonly Lesson[],
  stored: readonly StoredFile[],
  troubles: FileTroubles,
): ReadonlyMap<string, FileState> {
  const here = new Map(stored.map((file) => [file.ref.sha256, file]));
  const refs = new Map(lessons.flatMap(filesOf).map((ref) => [ref.sha256, ref]));
  return new Map([...refs].map(([sha256, ref]) => [sha256, fileState(ref, here.get(sha256), troubles.get(sha256))]));
}

/** A file that nobody serves yet cannot be shown, nor promised for the time without Wi-Fi. */
export function unserved(states: ReadonlyMap<string, FileState>): ReadonlyMap<string, FileState> {
  return new Map([...states].map(([sha256, state]) => [sha256, { ...state, complete: false }]));
}

function fileState(ref: FileRef, file: StoredFile | undefined, trouble: FileState['trouble']): FileState {
  const complete = file?.complete ?? false;
  return { ref, complete, bytesHere: file ? bytesHere(file) : 0, trouble: complete ? undefined : trouble };
}

function bytesHere({ ref, present, complete }: StoredFile): number {
  if (complete) return ref.bytes;
  return present.reduce((sum, index) => sum + Math.min(FILE_CHUNK_BYTES, ref.bytes - index * FILE_CHUNK_BYTES), 0);
}
