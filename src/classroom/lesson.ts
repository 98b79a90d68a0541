import * as v from 'valibot';
import type * as Y from 'yjs';
import { MAX_LABEL } from './class-document.ts';
import { ExerciseSchema } from './exercise.ts';
import { firstOfEachId, readFields, readItems } from './fields.ts';
import { type FileRef, FileRefSchema } from './file-ref.ts';

const Label = v.pipe(v.string(), v.maxLength(MAX_LABEL));
const base = {
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/)),
  title: Label,
  /** One short sentence to the child. */
  instruction: v.pipe(v.string(), v.maxLength(1000)),
  /** The same, recorded: "J'écoute la consigne". */
  instructionSound: v.optional(FileRefSchema),
};

const StepSchema = v.variant('kind', [
  v.object({ ...base, kind: v.literal('read'), file: FileRefSchema }),
  v.object({ ...base, kind: v.literal('look'), file: FileRefSchema, alt: v.optional(v.string(), '') }),
  v.object({ ...base, kind: v.literal('listen'), file: FileRefSchema }),
  v.object({ ...base, kind: v.literal('watch'), file: FileRefSchema, captions: v.optional(FileRefSchema) }),
  v.object({ ...base, kind: v.literal('exercise'), exercise: ExerciseSchema }),
  v.object({ ...base, kind: v.literal('write') }),
]);
/** One step of a lesson: read, look, listen, watch, do an exercise, write. */
export type Step = v.InferOutput<typeof StepSchema>;

const LessonFieldsSchema = v.object({ title: Label, subject: Label, level: Label });

export interface Lesson extends v.InferOutput<typeof LessonFieldsSchema> {
  readonly id: string;
  readonly steps: readonly Step[];
}

/** Most steps a lesson may have. */
export const MAX_STEPS = 60;

export function readLesson(id: string, doc: Y.Doc): Lesson | undefined {
  const fields = readFields(doc.getMap('lesson'), LessonFieldsSchema);
  if (!fields) return undefined;
  const steps = readItems(doc.getArray('steps').toArray().slice(0, MAX_STEPS), StepSchema);
  return { id, ...fields, steps: firstOfEachId(steps) };
}

/** Fills an empty lesson document. */
export function writeLesson(doc: Y.Doc, value: Omit<Lesson, 'id'>): void {
  doc.transact(() => {
    const { steps, ...fields } = value;
    for (const [name, field] of Object.entries(fields)) doc.getMap('lesson').set(name, field);
    doc.getArray('steps').push([...steps]);
  });
}

/** Every file the lesson needs, each once, in the order in which a pupil meets them. */
export function filesOf(lesson: Lesson): FileRef[] {
  const refs = lesson.steps.flatMap((step) => [
    ...(step.instructionSound ? [step.instructionSound] : []),
    ...('file' in step ? [step.file] : []),
    ...('captions' in step && step.captions ? [step.captions] : []),
  ]);
  return [...new Map(refs.map((ref) => [ref.sha256, ref])).values()];
}
