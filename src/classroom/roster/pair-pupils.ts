import { groupedBy } from '../../base/grouped.ts';
import { compareLevels } from './levels.ts';
import type { Known } from './comparison.ts';
import { displayName, foldName } from './names.ts';
import type { RosterPupil } from './roster.ts';

/** A pupil of the file, and the class of the school in which they are to be. */
export interface Listed {
  readonly line: number;
  readonly pupil: RosterPupil;
  readonly classId: string;
}

export interface Doubt {
  readonly listed: Listed;
  readonly candidates: readonly Known[];
  readonly why: 'same-name' | 'other-surname';
}

export interface Pairing {
  readonly pairs: readonly Pair[];
  readonly doubts: readonly Doubt[];
  readonly arrivals: readonly Listed[];
  readonly absent: readonly Known[];
  /** Names that more than one pupil has, as `nameKey` says them. */
  readonly homonyms: ReadonlySet<string>;
}

export type Pair = readonly [Listed, Known];

export interface PairingRules {
  /** Whether somebody of the school can be the one of the file, by class and level. */
  readonly isPlausible: (known: Known, listed: Listed, likeness: Doubt['why']) => boolean;
  /** Whether the file says of them what the school says. */
  readonly isUnchanged: (listed: Listed, known: Known) => boolean;
}

/** Of one name in one class; a file with more of them is no school's, and is not worth the time of looking for the best pairs. */
const MAX_WEIGHED = 100;

export const nameKey = (firstName: string, lastName: string): string => `${foldName(firstName)} ${foldName(lastName)}`;
const keyOfListed = ({ pupil }: Listed): string => nameKey(pupil.firstName, pupil.lastName);
const keyOfKnown = ({ pupil }: Known): string => nameKey(pupil.firstName, pupil.lastName);

/**
 * Finds for each pupil of the file the one whom the school knows. Names are all there is to go by, so where several have one
 * name, only the class that they are in tells them apart; whatever it does not tell is a doubt for a person, never a guess.
 */
export function pairPupils(listed: readonly Listed[], known: readonly Known[], rules: PairingRules): Pairing {
  const names = new Set([...listed.map(keyOfListed), ...known.map(keyOfKnown)]);
  const [listedBy, knownBy] = [groupedBy(listed, keyOfListed), groupedBy(known, keyOfKnown)];
  const parts = [...names].map((name) => pairOfName(listedBy.get(name) ?? [], knownBy.get(name) ?? [], rules));
  const homonyms = [...names].filter((name) => {
    return Math.max(listedBy.get(name)?.length ?? 0, knownBy.get(name)?.length ?? 0) > 1;
  });
  const paired = {
    pairs: parts.flatMap(({ pairs }) => pairs),
    doubts: parts.flatMap(({ doubts }) => doubts),
    arrivals: parts.flatMap(({ arrivals }) => arrivals),
    absent: parts.flatMap(({ absent }) => absent),
  };
  return { ...withOtherSurnames(paired, rules), homonyms: new Set(homonyms) };
}

/** All of one name. */
function pairOfName(
  listed: readonly Listed[],
  known: readonly Known[],
  rules: PairingRules,
): Omit<Pairing, 'homonyms'> {
  const pairs = pairWithinClasses(listed, known, rules);
  const isFree = <One>(one: One): boolean => !pairs.some((pair) => (pair as readonly unknown[]).includes(one));
  const [seek, free] = [listed.filter(isFree), known.filter(isFree)];
  const [one, other] = [seek[0], free[0]];
  if (!one) return { pairs, doubts: [], arrivals: [], absent: free.filter(({ hasLeft }) => !hasLeft) };
  if (!other) return { pairs, doubts: [], arrivals: seek, absent: [] };
  if (listed.length === 1 && known.length === 1 && rules.isPlausible(other, one, 'same-name')) {
    return { pairs: [...pairs, [one, other]], doubts: [], arrivals: [], absent: [] };
  }
  const doubts = seek.map((each) => ({ listed: each, candidates: free, why: 'same-name' as const }));
  return { pairs, doubts, arrivals: [], absent: [] };
}

/**
 * Those who stay in their class. Of several alike in one class, as many as can be are those of whom nothing changes, then come
 * those of the same level; which of the rest is which does not matter.
 */
function pairWithinClasses(listed: readonly Listed[], known: readonly Known[], rules: PairingRules): Pair[] {
  const pairs: Pair[] = [];
  for (const [classId, inFile] of groupedBy(listed, (one) => one.classId)) {
    const here = known
      .filter((one) => one.classId === classId && !one.hasLeft)
      .sort((a, b) => compareLevels(a.pupil.level, b.pupil.level) || (a.pupil.id < b.pupil.id ? -1 : 1));
    const unchanged = pairUnchanged(inFile, here, rules.isUnchanged);
    pairs.push(...[...unchanged].map(([other, one]) => [one, other] as const));
    const paired = new Set(unchanged.values());
    const free = here.filter((other) => !unchanged.has(other));
    const rest = inFile.filter((one) => {
      if (paired.has(one)) return false;
      const index = free.findIndex((other) => one.pupil.level === other.pupil.level);
      const [found] = index < 0 ? [] : free.splice(index, 1);
      if (found) pairs.push([one, found]);
      return !found;
    });
    const [one, other] = [rest[0], free[0]];
    if (one && other && rest.length === 1 && free.length === 1) pairs.push([one, other]);
  }
  return pairs;
}

/**
 * Pairs as many as can be of whom nothing changes, so that a file imported twice changes nothing the second time: a name in
 * capitals fits several spellings, and leaves the one that another pupil of the file needs (a maximum bipartite matching, by
 * augmenting paths).
 */
function pairUnchanged(
  listed: readonly Listed[],
  known: readonly Known[],
  isUnchanged: PairingRules['isUnchanged'],
): Map<Known, Listed> {
  const paired = new Map<Known, Listed>();
  // Whom one in vain led to leads nobody anywhere until somebody is paired anew.
  const tried = new Set<Known>();
  const pair = (one: Listed): boolean => {
    const fitting = known.filter((other) => !tried.has(other) && isUnchanged(one, other));
    const free = fitting.filter((other) => !paired.has(other));
    const chosen =
      free.find((other) => isSpeltAlike(one, other)) ??
      free[0] ??
      fitting.find((other) => {
        const before = tried.has(other) || listed.length > MAX_WEIGHED ? undefined : paired.get(other);
        tried.add(other);
        return before && pair(before);
      });
    if (chosen) paired.set(chosen, one);
    return chosen !== undefined;
  };
  for (const one of listed) if (pair(one)) tried.clear();
  return paired;
}

/** To the letter; capitals alone would fit anybody of the name. */
const isSpeltAlike = ({ pupil: { firstName, lastName } }: Listed, { pupil }: Known): boolean =>
  displayName(firstName, lastName) === `${pupil.firstName} ${pupil.lastName}`;

/** Who arrives while somebody of the same first name is missing from where they would be may have changed their surname. */
function withOtherSurnames(
  pairing: Omit<Pairing, 'homonyms'>,
  { isPlausible }: PairingRules,
): Omit<Pairing, 'homonyms'> {
  const doubts = pairing.arrivals.flatMap((listed): Doubt[] => {
    const candidates = pairing.absent.filter(
      (known) =>
        foldName(known.pupil.firstName) === foldName(listed.pupil.firstName) &&
        isPlausible(known, listed, 'other-surname'),
    );
    return candidates.length > 0 ? [{ listed, candidates, why: 'other-surname' }] : [];
  });
  const inDoubt = new Set<Listed | Known>(doubts.flatMap(({ listed, candidates }) => [listed, ...candidates]));
  return {
    ...pairing,
    doubts: [...pairing.doubts, ...doubts],
    arrivals: pairing.arrivals.filter((one) => !inDoubt.has(one)),
    absent: pairing.absent.filter((one) => !inDoubt.has(one)),
  };
}
