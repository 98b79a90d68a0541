import * as v from 'valibot';
import type * as Y from 'yjs';
import type { SchoolClass } from './class-document.ts';
import { readFields, TimeSchema } from './fields.ts';

const Id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));

const AudienceSchema = v.variant('kind', [
  v.object({ kind: v.literal('class') }),
  v.object({ kind: v.literal('group'), group: Id }),
  v.object({ kind: v.literal('pupil'), pupil: Id }),
]);
/** To whom an activity is handed out. */
export type Audience = v.InferOutput<typeof AudienceSchema>;

const AssignmentSchema = v.object({
  class: Id,
  lesson: Id,
  audience: AudienceSchema,
  /** The teacher's account id. */
  by: Id,
  /** Milliseconds by the teacher's clock: shown only (S6). */
  handedOutAt: TimeSchema,
  closed: v.optional(v.boolean(), false),
});

/** An activity handed out: a lesson for a class, a group or a pupil. */
export type Assignment = v.InferOutput<typeof AssignmentSchema> & { readonly id: string };

export function readAssignment(id: string, doc: Y.Doc): Assignment | undefined {
  const fields = readFields(doc.getMap('assignment'), AssignmentSchema);
  return fields && { id, ...fields };
}

export function writeAssignment(doc: Y.Doc, value: Omit<Assignment, 'id'>): void {
  doc.transact(() => {
    for (const [name, field] of Object.entries(value)) doc.getMap('assignment').set(name, field);
  });
}

/** Reprendre closes an activity; opening it again is another edit, since nothing is dropped (S9). */
export function setClosed(doc: Y.Doc, closed: boolean): void {
  doc.getMap('assignment').set('closed', closed);
}

/** A work's owner and its members: one owner per pupil of the class, or the one group that works together. */
export interface Owner {
  readonly id: string;
  readonly name: string;
  readonly pupils: readonly string[];
}

/** Who each has a work of their own for this assignment. */
export function ownersOf(assignment: Assignment, schoolClass: SchoolClass): Owner[] {
  const { audience } = assignment;
  if (audience.kind === 'group') return schoolClass.groups.filter((group) => group.id === audience.group);
  return schoolClass.pupils
    .filter((pupil) => audience.kind === 'class' || pupil.id === audience.pupil)
    .map((pupil) => ({ id: pupil.id, name: pupil.firstName, pupils: [pupil.id] }));
}

/** The owner under which this pupil works, or undefined where the activity is not for them. */
export function ownerFor(pupil: string, assignment: Assignment, schoolClass: SchoolClass): Owner | undefined {
  return ownersOf(assignment, schoolClass).find((owner) => owner.pupils.includes(pupil));
}
