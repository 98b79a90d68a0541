import { type Assignment, type Owner, ownerFor } from '../../classroom/assignment.ts';
import type { Pupil, SchoolClass } from '../../classroom/class-document.ts';
import { type DocumentId, workDocument } from '../../classroom/document-id.ts';
import { filesOf, type Lesson } from '../../classroom/lesson.ts';
import type { Work } from '../../classroom/work.ts';
import type { FileState } from '../../sync/facade.ts';

export type TaskState = 'to-begin' | 'begun' | 'handed-in';

/** How much of a lesson's files is on the tablet. */
export interface Arrival {
  /** From 0 to 1. */
  readonly share: number;
  readonly complete: boolean;
  readonly trouble: FileState['trouble'];
}

/** An activity handed out to a pupil, alone or in a group. */
export interface Task {
  readonly assignment: Assignment;
  /** Undefined while it is still on its way. */
  readonly lesson: Lesson | undefined;
  readonly owner: Owner;
  /** The members where it is a group's; empty where the pupil works alone. */
  readonly group: readonly Pupil[];
  readonly document: DocumentId;
  readonly work: Work | undefined;
  readonly state: TaskState;
  readonly arrival: Arrival;
  /** The step to go to: the first that is not finished, else the last. */
  readonly nextStep: string | undefined;
  /** Every step is finished: what is left is to hand it in. */
  readonly finished: boolean;
}

/** What the tablet holds, as far as it is known. */
export interface Holdings {
  readonly assignments: readonly Assignment[];
  readonly lessons: readonly Lesson[];
  readonly works: readonly Work[];
  readonly files: ReadonlyMap<string, FileState>;
}

/** All that is for this pupil, the last handed out first; what is closed stays only where they handed it in. */
export function tasksFor(pupil: string, schoolClass: SchoolClass, holdings: Holdings): Task[] {
  return holdings.assignments
    .filter((assignment) => assignment.class === schoolClass.id)
    .flatMap((assignment) => {
      const owner = ownerFor(pupil, assignment, schoolClass);
      return owner ? [taskOf(assignment, owner, schoolClass, holdings)] : [];
    })
    .filter((task) => !task.assignment.closed || task.state === 'handed-in')
    .sort((a, b) => b.assignment.handedOutAt - a.assignment.handedOutAt);
}

export function taskOf(assignment: Assignment, owner: Owner, schoolClass: SchoolClass, holdings: Holdings): Task {
  const lesson = holdings.lessons.find((one) => one.id === assignment.lesson);
  const work = holdings.works.find((one) => one.assignment === assignment.id && one.owner === owner.id);
  const unfinished = lesson?.steps.find((step) => !work?.stepsDone.includes(step.id));
  const isGroup = assignment.audience.kind === 'group';
  return {
    assignment,
    lesson,
    owner,
    group: isGroup ? schoolClass.pupils.filter((pupil) => owner.pupils.includes(pupil.id)) : [],
    document: workDocument(assignment.id, owner.id),
    work,
    state: stateOf(work),
    arrival: arrivalOf(lesson, holdings.files),
    nextStep: (unfinished ?? lesson?.steps.at(-1))?.id,
    finished: lesson !== undefined && lesson.steps.length > 0 && !unfinished,
  };
}

function stateOf(work: Work | undefined): TaskState {
  if (work?.handIn?.handedIn) return 'handed-in';
  const begun = work && (work.stepsDone.length > 0 || work.written > 0 || Object.keys(work.answers).length > 0);
  return begun ? 'begun' : 'to-begin';
}

function arrivalOf(lesson: Lesson | undefined, files: ReadonlyMap<string, FileState>): Arrival {
  const needed = lesson ? filesOf(lesson) : [];
  const states = needed.map((ref) => files.get(ref.sha256));
  const all = needed.reduce((sum, ref) => sum + ref.bytes, 0);
  const here = states.reduce((sum, state) => sum + (state?.bytesHere ?? 0), 0);
  return {
    share: all === 0 ? 1 : here / all,
    complete: lesson !== undefined && states.every((state) => state?.complete),
    trouble: states.find((state) => state?.trouble)?.trouble,
  };
}
