import * as v from 'valibot';
import type * as Y from 'yjs';
import { readEntries, readFields, setValue } from './fields.ts';

/** Longest name, title or label kept, in characters. */
export const MAX_LABEL = 120;
const Label = v.pipe(v.string(), v.maxLength(MAX_LABEL));
const Id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));

const PupilSchema = v.object({
  id: Id,
  firstName: Label,
  lastName: Label,
  /** As ONDE writes it: CP, CE1, CE2, CM1, CM2. */
  level: Label,
  animal: Label,
  colour: Label,
  code: v.optional(v.object({ salt: Label, hash: Label, rounds: v.pipe(v.number(), v.maxValue(10_000_000)) })),
});
const GroupSchema = v.object({ id: Id, name: Label, pupils: v.array(Id) });
const TeacherSchema = v.object({ id: Id, name: Label });
const ClassFieldsSchema = v.object({ name: Label, level: Label });

export type Pupil = v.InferOutput<typeof PupilSchema>;
export type Group = v.InferOutput<typeof GroupSchema>;
export type Teacher = v.InferOutput<typeof TeacherSchema>;

/** A class as screens and rights see it. */
export interface SchoolClass {
  readonly id: string;
  readonly name: string;
  readonly level: string;
  readonly pupils: readonly Pupil[];
  readonly groups: readonly Group[];
  readonly teachers: readonly Teacher[];
}

/** Reads `class/<id>`; entries that are not of their shape are left out, a document without a name is not a class yet. */
export function readClass(id: string, doc: Y.Doc): SchoolClass | undefined {
  const fields = readFields(doc.getMap('class'), ClassFieldsSchema);
  if (!fields) return undefined;
  return {
    id,
    ...fields,
    pupils: readEntries(doc.getMap('pupils'), PupilSchema).sort((a, b) =>
      `${a.firstName} ${a.lastName}`.localeCompare(`${b.firstName} ${b.lastName}`, 'fr'),
    ),
    groups: readEntries(doc.getMap('groups'), GroupSchema),
    teachers: readEntries(doc.getMap('teachers'), TeacherSchema),
  };
}

/** Writes name, level, pupils, groups and teachers; entries that are there and equal are not written again. */
export function writeClass(doc: Y.Doc, value: Omit<SchoolClass, 'id'>): void {
  doc.transact(() => {
    setValue(doc.getMap('class'), 'name', value.name);
    setValue(doc.getMap('class'), 'level', value.level);
    for (const pupil of value.pupils) setValue(doc.getMap('pupils'), pupil.id, pupil);
    for (const group of value.groups) setValue(doc.getMap('groups'), group.id, group);
    for (const teacher of value.teachers) setValue(doc.getMap('teachers'), teacher.id, teacher);
  });
}
