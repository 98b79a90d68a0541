import { type Assignment, type Audience, type Owner, ownersOf } from '../../classroom/assignment.ts';
import type { Pupil, SchoolClass } from '../../classroom/class-document.ts';
import { type DocumentId, workDocument } from '../../classroom/document-id.ts';
import { type ExerciseMark, markExercise } from '../../classroom/exercise.ts';
import type { Lesson } from '../../classroom/lesson.ts';
import type { Work } from '../../classroom/work.ts';
import { shortNames } from '../faces.ts';

export type Progress = 'not-begun' | 'begun' | 'handed-in';

/** One owner's place on the board: what a teacher sees of a work without opening it. */
export interface Tile {
  readonly owner: string;
  readonly document: DocumentId;
  readonly name: string;
  readonly pupils: readonly Pupil[];
  readonly progress: Progress;
  /** The step they are on, from 1; 0 while the lesson has not arrived. */
  readonly step: number;
  readonly steps: number;
  readonly stepsDone: number;
  /** Characters written. */
  readonly written: number;
  /** Of all the exercises together; undefined until a question is answered. */
  readonly score: ExerciseMark | undefined;
}

/** One tile per owner, in the alphabetical order of the class: a tile keeps its place whatever happens to the work. */
export function boardOf(
  assignment: Assignment,
  lesson: Lesson | undefined,
  schoolClass: SchoolClass,
  works: readonly Work[],
): Tile[] {
  const mine = new Map(works.filter((work) => work.assignment === assignment.id).map((work) => [work.owner, work]));
  const names = shortNames(schoolClass.pupils);
  return ownersOf(assignment, schoolClass)
    .map((owner) => ({
      ...tileOf(assignment.id, lesson, owner, mine.get(owner.id)),
      name: names.get(owner.id) ?? owner.name,
      pupils: membersOf(owner.pupils, schoolClass),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'fr'));
}

function tileOf(
  assignment: string,
  lesson: Lesson | undefined,
  owner: Owner,
  work: Work | undefined,
): Omit<Tile, 'name' | 'pupils'> {
  const steps = lesson?.steps ?? [];
  const done = new Set(work?.stepsDone ?? []);
  const next = steps.findIndex((step) => !done.has(step.id));
  return {
    owner: owner.id,
    document: workDocument(assignment, owner.id),
    progress: progressOf(work),
    step: next === -1 ? steps.length : next + 1,
    steps: steps.length,
    stepsDone: steps.filter((step) => done.has(step.id)).length,
    written: work?.written ?? 0,
    score: work && lesson && scoreOf(lesson, work),
  };
}

/** A work whose document holds nothing yet is not begun. */
export function progressOf(work: Work | undefined): Progress {
  if (!work) return 'not-begun';
  if (work.handIn?.handedIn) return 'handed-in';
  const touched = work.handIn || work.written > 0 || work.stepsDone.length > 0 || Object.keys(work.answers).length > 0;
  return touched ? 'begun' : 'not-begun';
}

function scoreOf(lesson: Lesson, work: Work): ExerciseMark | undefined {
  const marks = lesson.steps.flatMap((step) =>
    step.kind === 'exercise' ? [markExercise(step.exercise, work.answers[step.id] ?? {})] : [],
  );
  const sum = (part: (mark: ExerciseMark) => number) => marks.reduce((total, mark) => total + part(mark), 0);
  const score = {
    right: sum((mark) => mark.right),
    answered: sum((mark) => mark.answered),
    total: sum((mark) => mark.total),
  };
  return score.answered > 0 ? score : undefined;
}

/** The pupils of these ids, in the order of the class. */
export function membersOf(ids: readonly string[], schoolClass: SchoolClass): Pupil[] {
  return schoolClass.pupils.filter((pupil) => ids.includes(pupil.id));
}

/** The name of the group or pupil; undefined for the whole class, which each language names itself. */
export function audienceName(audience: Audience, schoolClass: SchoolClass): string | undefined {
  if (audience.kind === 'class') return undefined;
  if (audience.kind === 'group') return schoolClass.groups.find((group) => group.id === audience.group)?.name ?? '?';
  return shortNames(schoolClass.pupils).get(audience.pupil) ?? '?';
}

export function sameAudience(a: Audience, b: Audience): boolean {
  return audienceKey(a) === audienceKey(b);
}

/** Tells audiences of one class apart. */
export function audienceKey(audience: Audience): string {
  if (audience.kind === 'class') return 'class';
  return audience.kind === 'group' ? `group/${audience.group}` : `pupil/${audience.pupil}`;
}
