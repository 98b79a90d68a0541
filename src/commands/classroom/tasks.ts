import { type Assignment, ownerFor } from '../../classroom/assignment.ts';
import type { SchoolClass } from '../../classroom/class-document.ts';
import { type DocumentId, lessonDocument, workDocument } from '../../classroom/document-id.ts';
import type { Question } from '../../classroom/exercise.ts';
import type { ProjectionStore } from '../../sync/ports.ts';

/** A work that a pupil has to do, of their own or with a group, and what its lesson asks of them. */
export interface Task {
  readonly work: DocumentId;
  readonly together: boolean;
  /** Ids of the steps that are pages to write. */
  readonly pages: readonly string[];
  readonly questions: readonly { readonly step: string; readonly question: Question }[];
}

/** What is handed out and not closed. */
export async function openAssignments(projections: ProjectionStore): Promise<Assignment[]> {
  return (await projections.all('assignment')).filter(({ closed }) => !closed);
}

/** Everything that this pupil finds to do on this tablet, as far as its lesson is here. */
export async function tasksOf(projections: ProjectionStore, pupil: string, itsClass: SchoolClass): Promise<Task[]> {
  const tasks: Task[] = [];
  for (const assignment of await openAssignments(projections)) {
    const owner = assignment.class === itsClass.id ? ownerFor(pupil, assignment, itsClass) : undefined;
    const lesson = await projections.get('lesson', lessonDocument(assignment.lesson));
    if (!owner || !lesson) continue;
    tasks.push({
      work: workDocument(assignment.id, owner.id),
      together: owner.pupils.length > 1,
      pages: lesson.steps.flatMap(({ id, kind }) => (kind === 'write' ? [id] : [])),
      questions: lesson.steps.flatMap((step) =>
        step.kind === 'exercise' ? step.exercise.questions.map((question) => ({ step: step.id, question })) : [],
      ),
    });
  }
  return tasks.filter(({ pages, questions }) => pages.length + questions.length > 0);
}
