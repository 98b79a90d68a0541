import { filesOf, type Lesson } from '../../classroom/lesson.ts';
import type { FileState } from '../../sync/facade.ts';

/** A lesson's files as far as this device holds them. */
export interface LessonFiles {
  readonly count: number;
  readonly bytes: number;
  readonly complete: number;
  readonly bytesHere: number;
  readonly trouble: FileState['trouble'];
}

export function lessonFiles(lesson: Lesson, files: ReadonlyMap<string, FileState>): LessonFiles {
  const refs = filesOf(lesson);
  const states = refs.flatMap((ref) => files.get(ref.sha256) ?? []);
  return {
    count: refs.length,
    bytes: refs.reduce((sum, ref) => sum + ref.bytes, 0),
    complete: states.filter((state) => state.complete).length,
    bytesHere: states.reduce((sum, state) => sum + state.bytesHere, 0),
    trouble: states.find((state) => !state.complete && state.trouble)?.trouble,
  };
}
