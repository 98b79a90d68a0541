import type { Pupil, SchoolClass } from '../class-document.ts';
import { type Choice, type Choices, closedBy, usualChoice } from './choices.ts';
import type { DiffRow, Known } from './comparison.ts';
import { type Compared, type RowFacts, spelling } from './compare-roster.ts';
import type { Listed } from './pair-pupils.ts';

/** A pupil as a class list is to have them. */
export interface PutPupil {
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly level: string;
  /** Where they come from another list, or come back: their animal, code and card come with them. */
  readonly brought: Pupil | undefined;
  /** The groups that the file names; undefined where it has no place for groups. */
  readonly groups: readonly string[] | undefined;
}

/** What an import writes into one class list. */
export interface ClassEdit {
  readonly id: string;
  readonly name: string | undefined;
  readonly puts: readonly PutPupil[];
  /** Pupils who are not in this class any more. */
  readonly takes: readonly string[];
  readonly closed: boolean | undefined;
}

export interface ImportPlan {
  readonly edits: readonly ClassEdit[];
  /** Who left the school, and from which class. */
  readonly leavers: readonly { readonly pupil: string; readonly classId: string }[];
  /** Who had left and is here again. */
  readonly backs: readonly string[];
}

interface Wish {
  readonly classId: string;
  readonly put?: PutPupil;
  readonly take?: string;
}

/** What is to be written for these choices. Codes, cards and a teacher's own groups are no part of it. */
export function planImport(
  compared: Compared,
  choices: Choices,
  { school, newId }: { readonly school: readonly SchoolClass[]; readonly newId: () => string },
): ImportPlan {
  const wishes: Wish[] = [];
  const leavers: { pupil: string; classId: string }[] = [];
  const backs: string[] = [];
  for (const row of compared.rows) {
    const facts = compared.facts.get(row.id);
    if (!facts) continue;
    const { known, choice } = meant(row, facts, choices.get(row.id) ?? usualChoice(row, compared.mode));
    if (choice === 'left' && known) {
      leavers.push({ pupil: known.pupil.id, classId: known.classId });
      wishes.push({ classId: known.classId, take: known.pupil.id });
    }
    if ((choice !== 'take' && choice !== 'new') || !facts.listed) continue;
    wishes.push(...wishesFor(facts.listed, known, { newId, knowsGroups: compared.knowsGroups }));
    if (known?.hasLeft) backs.push(known.pupil.id);
  }
  return { edits: editsOf(compared, { wishes, choices, school }), leavers, backs };
}

/** The row's own choice, once a doubt is settled. */
function meant({ kind }: DiffRow, facts: RowFacts, choice: Choice): { known: Known | undefined; choice: Choice } {
  if (kind !== 'doubt') return { known: facts.known, choice };
  const known = facts.candidates?.find(({ pupil }) => choice === `is:${pupil.id}`);
  return { known, choice: known ? 'take' : choice };
}

function wishesFor(
  { pupil, classId }: Listed,
  known: Known | undefined,
  { newId, knowsGroups }: { newId: () => string; knowsGroups: boolean },
): Wish[] {
  const stays = known !== undefined && !known.hasLeft && known.classId === classId;
  const put: PutPupil = {
    id: known?.pupil.id ?? newId(),
    firstName: spelling(pupil.firstName, known?.pupil.firstName),
    lastName: spelling(pupil.lastName, known?.pupil.lastName),
    level: pupil.level,
    brought: stays ? undefined : known?.pupil,
    groups: knowsGroups ? pupil.groups : undefined,
  };
  const leaves = known && !known.hasLeft && !stays ? [{ classId: known.classId, take: known.pupil.id }] : [];
  return [{ classId, put }, ...leaves];
}

function editsOf(
  compared: Compared,
  { wishes, choices, school }: { wishes: readonly Wish[]; choices: Choices; school: readonly SchoolClass[] },
): ClassEdit[] {
  const closing = new Set(closedBy(compared, choices));
  const ids = new Set([...compared.classes.map(({ id }) => id), ...wishes.map(({ classId }) => classId)]);
  return [...ids].flatMap((id): ClassEdit[] => {
    const own = wishes.filter(({ classId }) => classId === id);
    const puts = own.flatMap(({ put }) => (put ? [put] : []));
    const takes = own.flatMap(({ take }) => (take === undefined ? [] : [take]));
    const listed = compared.matched.find((one) => one.id === id)?.listed;
    const known = school.find((one) => one.id === id);
    const isNamed = listed !== undefined && (known === undefined ? puts.length > 0 : known.name !== listed.name);
    const isClosed = closing.has(id) ? true : puts.length > 0 && known?.closed ? false : undefined;
    if (puts.length + takes.length === 0 && !isNamed && isClosed === undefined) return [];
    return [{ id, name: isNamed ? listed.name : undefined, puts, takes, closed: isClosed }];
  });
}
