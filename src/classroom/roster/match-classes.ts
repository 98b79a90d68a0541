import type { SchoolClass } from '../class-document.ts';
import { classKeyOf } from './names.ts';
import type { RosterClass } from './roster.ts';

/** A class of the file, and the one of the school that it is. */
export interface MatchedClass {
  readonly listed: RosterClass;
  /** Undefined where the school has none such. */
  readonly known: SchoolClass | undefined;
  /** The id it has, or will have. */
  readonly id: string;
}

/**
 * A class is known by its id, else by its name: ONDE gives ids in some forms only. No class of the school is two of the file.
 */
export function matchClasses(listed: readonly RosterClass[], school: readonly SchoolClass[]): MatchedClass[] {
  const taken = new Set<string>();
  const take = (known: SchoolClass | undefined): SchoolClass | undefined => {
    if (known) taken.add(known.id);
    return known;
  };
  const byId = new Map(listed.map((one) => [one, take(school.find(({ id }) => id === one.key))]));
  return listed.map((one) => {
    const known = byId.get(one) ?? take(onlyOne(school.filter((other) => !taken.has(other.id) && isNamed(other, one))));
    return { listed: one, known, id: known?.id ?? one.key };
  });
}

const isNamed = ({ name }: SchoolClass, listed: RosterClass): boolean => classKeyOf(name) === classKeyOf(listed.name);

const onlyOne = <Item>(items: readonly Item[]): Item | undefined => (items.length === 1 ? items[0] : undefined);
