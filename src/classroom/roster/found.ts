import { groupedBy } from '../../base/grouped.ts';
import { compareLevels } from './levels.ts';
import { foldName } from './names.ts';
import type { Homonym, Roster, RosterClass, RosterPupil } from './roster.ts';

/** A pupil and the line of the file that says so. */
export interface Found {
  readonly line: number;
  readonly pupil: RosterPupil;
}

/** What the pupils of a file make together. */
export function summed(found: readonly Found[]): Pick<Roster, 'pupils' | 'lines' | 'classes' | 'homonyms'> {
  return {
    pupils: found.map(({ pupil }) => pupil),
    lines: found.map(({ line }) => line),
    classes: classesOf(found),
    homonyms: homonymsOf(found),
  };
}

function classesOf(found: readonly Found[]): RosterClass[] {
  return [...groupedBy(found, ({ pupil }) => pupil.classKey)].map(([key, members]) => ({
    key,
    name: members[0]?.pupil.className ?? key,
    levels: [...new Set(members.map(({ pupil }) => pupil.level))].sort(compareLevels),
    pupils: members.length,
  }));
}

function homonymsOf(found: readonly Found[]): Homonym[] {
  const named = groupedBy(found, ({ pupil }) => `${foldName(pupil.firstName)} ${foldName(pupil.lastName)}`);
  return [...named.values()]
    .filter((members) => members.length > 1)
    .map((members) => ({
      name: members[0]?.pupil.displayName ?? '',
      classKeys: [...new Set(members.map(({ pupil }) => pupil.classKey))],
      lines: members.map(({ line }) => line),
    }));
}
