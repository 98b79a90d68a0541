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
/** A pupil whom the school erased: their id, which says nothing by itself, and the erasure that took them out. */
const ErasedPupilSchema = v.object({ id: Id, erasure: Id });
const ClassFieldsSchema = v.object({ name: Label, level: Label });

export type Pupil = v.InferOutput<typeof PupilSchema>;
export type Group = v.InferOutput<typeof GroupSchema>;
export type Teacher = v.InferOutput<typeof TeacherSchema>;
export type ErasedPupil = v.InferOutput<typeof ErasedPupilSchema>;

/** A class as screens and rights see it. */
export interface SchoolClass {
  readonly id: string;
  readonly name: string;
  readonly level: string;
  readonly pupils: readonly Pupil[];
  readonly groups: readonly Group[];
  readonly teachers: readonly Teacher[];
  /** Pupils who were erased: their works are taken by nobody any more. Absent where there are none. */
  readonly erased?: readonly ErasedPupil[];
}

/** Reads `class/<id>`; entries that are not of their shape are left out, a document without a name is not a class yet. */
export function readClass(id: string, doc: Y.Doc): SchoolClass | undefined {
  const fields = readFields(doc.getMap('class'), ClassFieldsSchema);
  if (!fields) return undefined;
  const erased = readEntries(doc.getMap('erased'), ErasedPupilSchema);
  const gone = new Set(erased.map((one) => one.id));
  return {
    id,
    ...fields,
    // Who changed an entry off the network, not knowing of the erasure, brings nobody back.
    pupils: readEntries(doc.getMap('pupils'), PupilSchema)
      .filter((pupil) => !gone.has(pupil.id))
      .sort((a, b) => `${a.firstName} ${a.lastName}`.localeCompare(`${b.firstName} ${b.lastName}`, 'fr')),
    groups: readEntries(doc.getMap('groups'), GroupSchema),
    teachers: readEntries(doc.getMap('teachers'), TeacherSchema),
    ...(erased.length > 0 && { erased }),
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

/** Takes a pupil out of the class and its groups, and orders that nobody keep their works. Doing it twice writes nothing. */
export function erasePupil(doc: Y.Doc, pupil: string, erasure: string): void {
  doc.transact(() => {
    if (doc.getMap('pupils').has(pupil)) doc.getMap('pupils').delete(pupil);
    for (const group of readEntries(doc.getMap('groups'), GroupSchema)) {
      if (!group.pupils.includes(pupil)) continue;
      setValue(doc.getMap('groups'), group.id, { ...group, pupils: group.pupils.filter((one) => one !== pupil) });
    }
    if (!doc.getMap('erased').has(pupil)) doc.getMap('erased').set(pupil, { id: pupil, erasure });
  });
}
