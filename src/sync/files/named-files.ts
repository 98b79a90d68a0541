import { filesOf, type Lesson } from '../../classroom/lesson.ts';

/** Which lessons name which files, as the lessons say now. */
export class NamedFiles {
  readonly #filesOf = new Map<string, readonly string[]>();
  readonly #lessonsOf = new Map<string, Set<string>>();

  /** Takes in a lesson as it is from now on. */
  learn(lesson: Lesson): void {
    for (const sha256 of this.#filesOf.get(lesson.id) ?? []) this.#lessonsOf.get(sha256)?.delete(lesson.id);
    const files = filesOf(lesson).map(({ sha256 }) => sha256);
    this.#filesOf.set(lesson.id, files);
    for (const sha256 of files) {
      this.#lessonsOf.set(sha256, (this.#lessonsOf.get(sha256) ?? new Set()).add(lesson.id));
    }
  }

  /** Ids of the lessons that name this file. */
  lessonsWith(sha256: string): string[] {
    return [...(this.#lessonsOf.get(sha256) ?? [])];
  }
}
