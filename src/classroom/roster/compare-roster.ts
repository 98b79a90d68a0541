import type { SchoolClass } from '../class-document.ts';
import { groupedBy } from '../../base/grouped.ts';
import type { Candidate, Comparison, DiffClass, DiffRow, ImportMode, Known, Standing } from './comparison.ts';
import { yearsBetween } from './levels.ts';
import { type MatchedClass, matchClasses } from './match-classes.ts';
import { foldName, properCase } from './names.ts';
import { type Doubt, type Listed, nameKey, type Pairing, type PairingRules, pairPupils } from './pair-pupils.ts';
import type { Roster, RosterPupil } from './roster.ts';

/** Groups whose ids begin so were made by an import; all others are a teacher's, and no import takes a pupil out of one. */
export const IMPORTED_GROUP = 'r-';

export interface ComparedSchool {
  readonly classes: readonly SchoolClass[];
  /** Who left, as they were last listed. */
  readonly leavers: readonly Known[];
  /** Whether this node may make classes; a trolley below a school's ENT may not. */
  readonly mayMakeClasses: boolean;
}

/** What a file changes, with all that is needed to write it. */
export interface Compared extends Comparison {
  /** By row id: what was listed and who is known. */
  readonly facts: ReadonlyMap<string, RowFacts>;
  readonly matched: readonly MatchedClass[];
  readonly knowsGroups: boolean;
}

export interface RowFacts {
  readonly listed?: Listed | undefined;
  readonly known?: Known | undefined;
  readonly candidates?: readonly Known[];
}

/** How many years a pupil may go up between two lists, by what the import is for. */
const YEARS: Readonly<Record<ImportMode, readonly [least: number, most: number]>> = {
  update: [-1, 1],
  'new-year': [0, 2],
};

/** Compares what was read with the school. Pure: nothing is written. */
export function compareRoster(roster: Roster, school: ComparedSchool, mode: ImportMode): Compared {
  const all = matchClasses(roster.classes, school.classes);
  const matched = school.mayMakeClasses ? all : all.filter(({ known }) => known);
  const idOf = new Map(all.map(({ listed, id }) => [listed.key, id]));
  const listed = roster.pupils.map((pupil, index): Listed => {
    return { pupil, line: roster.lines[index] ?? 0, classId: idOf.get(pupil.classKey) ?? pupil.classKey };
  });
  const known = [...school.classes.flatMap((one) => knownOf(one, roster)), ...school.leavers];
  const here = new Set(matched.map(({ id }) => id));
  const pairing = pairPupils(listed, known, {
    isPlausible: plausibleIn(mode),
    isUnchanged: (one, other) => isUnchanged(one, other, roster),
  });
  const entries = rowsOf({ pairing, here, mode, roster, all });
  const unchanged = groupedBy(
    pairing.pairs.filter(([one, other]) => here.has(one.classId) && isUnchanged(one, other, roster)),
    ([one]) => one.classId,
  );
  return {
    mode,
    classes: classesOf(matched, school.classes, unchanged),
    rows: entries.map(([row]) => row),
    facts: new Map(entries.map(([row, facts]) => [row.id, facts])),
    matched,
    knowsGroups: roster.knowsGroups,
    elsewhere: listed.filter(({ classId }) => !here.has(classId)).length,
  };
}

function knownOf({ id, name, pupils, groups }: SchoolClass, roster: Roster): Known[] {
  const inFile = new Set(roster.pupils.flatMap((pupil) => pupil.groups.map(foldName)));
  const seen = groups
    .map((group) => ({ ...group, isImported: group.id.startsWith(IMPORTED_GROUP) }))
    .filter((group) => group.isImported || inFile.has(foldName(group.name)));
  return pupils.map((pupil) => ({
    pupil,
    classId: id,
    className: name,
    groups: seen.filter((group) => group.pupils.includes(pupil.id)),
    hasLeft: false,
  }));
}

function plausibleIn(mode: ImportMode): PairingRules['isPlausible'] {
  const [least, most] = YEARS[mode];
  return (known, { pupil, classId }, likeness) => {
    const years = yearsBetween(known.pupil.level, pupil.level);
    if (likeness === 'other-surname' && mode === 'update')
      return known.classId === classId && known.pupil.level === pupil.level;
    if (years === undefined) return likeness === 'same-name' || known.pupil.level === pupil.level;
    return years >= least && years <= most;
  };
}

/** The name that stays: capitals without accents say nothing against the accents that the school knows. */
export function spelling(written: string, known: string | undefined): string {
  if (known !== undefined && written === written.toUpperCase() && foldName(written) === foldName(known)) return known;
  return properCase(written);
}

export const shownName = (pupil: RosterPupil, known?: Known): string =>
  `${spelling(pupil.firstName, known?.pupil.firstName)} ${spelling(pupil.lastName, known?.pupil.lastName)}`;

const knownName = ({ pupil }: Known): string => `${pupil.firstName} ${pupil.lastName}`;

/** The groups in which a pupil stands as far as imports have a say: a teacher's group counts where the file names it for them. */
function groupsBefore({ groups }: Known, { pupil }: Listed): string[] {
  const named = new Set(pupil.groups.map(foldName));
  return groups.filter(({ name, isImported }) => isImported || named.has(foldName(name))).map(({ name }) => name);
}

const sameGroups = (a: readonly string[], b: readonly string[]): boolean =>
  [...new Set(a.map(foldName))].sort().join() === [...new Set(b.map(foldName))].sort().join();

function isUnchanged(listed: Listed, known: Known, { knowsGroups }: Roster): boolean {
  return (
    !known.hasLeft &&
    known.classId === listed.classId &&
    known.pupil.level === listed.pupil.level &&
    knownName(known) === shownName(listed.pupil, known) &&
    (!knowsGroups || sameGroups(groupsBefore(known, listed), listed.pupil.groups))
  );
}

interface RowParts {
  readonly pairing: Pairing;
  readonly here: ReadonlySet<string>;
  readonly mode: ImportMode;
  readonly roster: Roster;
  readonly all: readonly MatchedClass[];
}

function rowsOf({ pairing, here, mode, roster, all }: RowParts): (readonly [DiffRow, RowFacts])[] {
  const isHomonym = (name: string) => pairing.homonyms.has(name);
  const nameOf = (classId: string): string => all.find(({ id }) => id === classId)?.listed.name ?? classId;
  const afterOf = (listed: Listed, known?: Known): Standing => ({
    name: shownName(listed.pupil, known),
    classId: listed.classId,
    className: nameOf(listed.classId),
    level: listed.pupil.level,
    groups: listed.pupil.groups,
  });
  const ofListed = (listed: Listed, row: Pick<DiffRow, 'kind'> & Partial<DiffRow>, known?: Known): DiffRow => ({
    ...{ before: undefined, candidates: [], doubt: undefined },
    id: `l${listed.line}`,
    classId: listed.classId,
    after: afterOf(listed, known),
    isHomonym: isHomonym(nameKey(listed.pupil.firstName, listed.pupil.lastName)),
    ...row,
  });
  const changed = pairing.pairs
    .filter(([listed, known]) => here.has(listed.classId) && !isUnchanged(listed, known, roster))
    .map(([listed, known]): readonly [DiffRow, RowFacts] => {
      const kind = known.hasLeft ? 'back' : known.classId === listed.classId ? 'changed' : 'moved';
      return [ofListed(listed, { kind, before: beforeOf(known, listed) }, known), { listed, known }];
    });
  const arrivals = pairing.arrivals
    .filter(({ classId }) => here.has(classId))
    .map((listed): readonly [DiffRow, RowFacts] => [ofListed(listed, { kind: 'arrival' }), { listed }]);
  const doubts = pairing.doubts
    .filter(({ listed }) => here.has(listed.classId))
    .map(({ listed, candidates, why }: Doubt): readonly [DiffRow, RowFacts] => [
      ofListed(listed, { kind: 'doubt', doubt: why, candidates: candidates.map(candidateOf) }),
      { listed, candidates },
    ]);
  // A class that the file does not have says nothing of its pupils, but for the list of a new year.
  const inFile = new Set(all.map(({ id }) => id));
  const absent = pairing.absent
    .filter(({ classId }) => mode === 'new-year' || inFile.has(classId))
    .map((known): readonly [DiffRow, RowFacts] => [absentRow(known, isHomonym), { known }]);
  return [...doubts, ...changed, ...arrivals, ...absent];
}

const beforeOf = (known: Known, listed?: Listed): Standing => ({
  name: knownName(known),
  classId: known.classId,
  className: known.className,
  level: known.pupil.level,
  groups: listed ? groupsBefore(known, listed) : known.groups.map(({ name }) => name),
});

const candidateOf = (known: Known): Candidate => ({
  pupil: known.pupil.id,
  name: knownName(known),
  classId: known.classId,
  className: known.className,
  level: known.pupil.level,
});

function absentRow(known: Known, isHomonym: (name: string) => boolean): DiffRow {
  return {
    id: `p${known.pupil.id}`,
    kind: 'absent',
    classId: known.classId,
    after: undefined,
    before: beforeOf(known),
    isHomonym: isHomonym(nameKey(known.pupil.firstName, known.pupil.lastName)),
    candidates: [],
    doubt: undefined,
  };
}

function classesOf(
  matched: readonly MatchedClass[],
  school: readonly SchoolClass[],
  unchanged: ReadonlyMap<string, readonly unknown[]>,
): DiffClass[] {
  const inFile = matched.map(({ listed, known, id }): DiffClass => ({
    id,
    name: listed.name,
    formerName: known && known.name !== listed.name ? known.name : undefined,
    isNew: !known || known.closed === true,
    isInFile: true,
    unchanged: unchanged.get(id)?.length ?? 0,
  }));
  const others = school
    .filter(({ id, closed }) => !closed && !matched.some((one) => one.id === id))
    .map(({ id, name }): DiffClass => {
      return { id, name, formerName: undefined, isNew: false, isInFile: false, unchanged: 0 };
    });
  return [...inFile, ...others];
}
