import * as v from 'valibot';
import type * as Y from 'yjs';
import { readEntries, readFields, setValue } from './fields.ts';
import type { HashedCode } from './picture-code.ts';

/** Longest name, title or label kept, in characters. */
export const MAX_LABEL = 120;
/** The maps whose keys are pupils' ids, but for the list of those who were erased. */
export const MAPS_BY_PUPIL = ['pupils', 'codes', 'cards'] as const;
const Label = v.pipe(v.string(), v.maxLength(MAX_LABEL));
const Id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));

const CodeSchema = v.object({ salt: Label, hash: Label, rounds: v.pipe(v.number(), v.maxValue(10_000_000)) });

const PupilSchema = v.object({
  id: Id,
  firstName: Label,
  lastName: Label,
  /** As ONDE writes it: CP, CE1, CE2, CM1, CM2. */
  level: Label,
  animal: Label,
  colour: Label,
  code: v.optional(CodeSchema),
});
/** Codes and cards given later than the entry, by pupil: apart from it, so that neither an import of the roster nor a reset undoes the other. */
const GivenCodeSchema = v.object({ id: Id, ...CodeSchema.entries });
const CardSchema = v.object({ id: Id, hash: Label });
const GroupSchema = v.object({ id: Id, name: Label, pupils: v.array(Id) });
const TeacherSchema = v.object({ id: Id, name: Label });
/** A pupil whom the school erased: their id, which says nothing by itself, and the erasure that took them out. */
const ErasedPupilSchema = v.object({ id: Id, erasure: Id });
/** Minutes without a touch after which a tablet goes back to the faces: what a class may choose, and what holds where it did not. */
export const IDLE_MINUTES = { least: 2, usual: 10, most: 30 } as const;
const IdleMinutes = v.pipe(v.number(), v.integer(), v.minValue(IDLE_MINUTES.least), v.maxValue(IDLE_MINUTES.most));

const ClassFieldsSchema = v.object({ name: Label, level: Label, closed: v.optional(v.boolean()) });

export interface Pupil extends v.InferOutput<typeof PupilSchema> {
  /** The hash of the card that signs this pupil in, where they have one. */
  readonly card?: string;
}
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
  /** Where the class chose; else `IDLE_MINUTES.usual`. */
  readonly idleMinutes?: number;
  /** Pupils who were erased: their works are taken by nobody any more. Absent where there are none. */
  readonly erased?: readonly ErasedPupil[];
  /** Its school year is over and nobody is in it: screens do not offer it. Absent where it is open. */
  readonly closed?: boolean;
}

/** Reads `class/<id>`; entries that are not of their shape are left out, a document without a name is not a class yet. */
export function readClass(id: string, doc: Y.Doc): SchoolClass | undefined {
  const fields = readFields(doc.getMap('class'), ClassFieldsSchema);
  if (!fields) return undefined;
  const { name, level, closed } = fields;
  const erased = readEntries(doc.getMap('erased'), ErasedPupilSchema);
  const gone = new Set(erased.map((one) => one.id));
  const codes = new Map(readEntries(doc.getMap('codes'), GivenCodeSchema).map(({ id, ...code }) => [id, code]));
  const cards = new Map(readEntries(doc.getMap('cards'), CardSchema).map((card) => [card.id, card.hash]));
  const idleMinutes = doc.getMap('tablets').get('idleMinutes');
  return {
    id,
    name,
    level,
    // Who changed an entry off the network, not knowing of the erasure, brings nobody back.
    pupils: readEntries(doc.getMap('pupils'), PupilSchema)
      .filter((pupil) => !gone.has(pupil.id))
      .map((pupil) => withKeys(pupil, codes.get(pupil.id), cards.get(pupil.id)))
      .sort((a, b) => `${a.firstName} ${a.lastName}`.localeCompare(`${b.firstName} ${b.lastName}`, 'fr')),
    groups: readEntries(doc.getMap('groups'), GroupSchema),
    teachers: readEntries(doc.getMap('teachers'), TeacherSchema),
    ...(v.is(IdleMinutes, idleMinutes) && { idleMinutes }),
    ...(erased.length > 0 && { erased }),
    ...(closed && { closed }),
  };
}

const withKeys = (pupil: Pupil, code: HashedCode | undefined, card: string | undefined): Pupil => ({
  ...pupil,
  ...(code && { code }),
  ...(card !== undefined && { card }),
});

/** Gives a pupil a new code: the one before opens nothing wherever this has arrived. */
export function giveCode(doc: Y.Doc, pupil: string, { salt, hash, rounds }: HashedCode): void {
  setValue(doc.getMap('codes'), pupil, { id: pupil, salt, hash, rounds });
}

/** The code that was given later goes: the entry's own holds again, or none. */
export function takeCode(doc: Y.Doc, pupil: string): void {
  if (doc.getMap('codes').has(pupil)) doc.getMap('codes').delete(pupil);
}

/** Gives a pupil a new card, by its hash: the one before opens nothing wherever this has arrived. */
export function giveCard(doc: Y.Doc, pupil: string, hash: string): void {
  setValue(doc.getMap('cards'), pupil, { id: pupil, hash });
}

/** How soon a forgotten tablet goes back to the faces. */
export function chooseIdleMinutes(doc: Y.Doc, minutes: number): void {
  if (v.is(IdleMinutes, minutes)) setValue(doc.getMap('tablets'), 'idleMinutes', minutes);
}

/** A card was lost, or is no longer wanted. */
export function takeCard(doc: Y.Doc, pupil: string): void {
  if (doc.getMap('cards').has(pupil)) doc.getMap('cards').delete(pupil);
}

/** Writes name, level, pupils, groups and teachers; entries that are there and equal are not written again. */
export function writeClass(doc: Y.Doc, value: Omit<SchoolClass, 'id'>): void {
  doc.transact(() => {
    setValue(doc.getMap('class'), 'name', value.name);
    setValue(doc.getMap('class'), 'level', value.level);
    for (const { card, ...pupil } of value.pupils) {
      setValue(doc.getMap('pupils'), pupil.id, pupil);
      if (card !== undefined) giveCard(doc, pupil.id, card);
    }
    for (const group of value.groups) setValue(doc.getMap('groups'), group.id, group);
    for (const teacher of value.teachers) setValue(doc.getMap('teachers'), teacher.id, teacher);
  });
}

/** Whether an entry stands under the pupil's id, whatever it says. */
export const lists = (doc: Y.Doc, pupil: string): boolean => MAPS_BY_PUPIL.some((map) => doc.getMap(map).has(pupil));

/** Takes a pupil out of the class and its groups, and orders that nobody keep their works. Doing it twice writes nothing. */
export function erasePupil(doc: Y.Doc, pupil: string, erasure: string): void {
  doc.transact(() => {
    for (const map of MAPS_BY_PUPIL) if (doc.getMap(map).has(pupil)) doc.getMap(map).delete(pupil);
    for (const group of readEntries(doc.getMap('groups'), GroupSchema)) {
      if (!group.pupils.includes(pupil)) continue;
      setValue(doc.getMap('groups'), group.id, { ...group, pupils: group.pupils.filter((one) => one !== pupil) });
    }
    if (!doc.getMap('erased').has(pupil)) doc.getMap('erased').set(pupil, { id: pupil, erasure });
  });
}
