/** The school's years in their order, by cycle. What ONDE writes in its own column (« CYCLE II », « Cycle 2 ») is often wrong. */
const CYCLES: readonly (readonly string[])[] = [
  ['TPS', 'PS', 'MS', 'GS'],
  ['CP', 'CE1', 'CE2'],
  ['CM1', 'CM2', '6E'],
];
const YEARS = CYCLES.flat();

const spelt = (level: string): string => level.toUpperCase().replace('6ÈME', '6E').replace('6EME', '6E');

/** The cycle of a level, or undefined where the level is none of the school's years (ULIS). */
export function cycleOf(level: string): 1 | 2 | 3 | undefined {
  const index = CYCLES.findIndex((levels) => levels.includes(spelt(level)));
  return index < 0 ? undefined : ((index + 1) as 1 | 2 | 3);
}

/** Puts levels in the order of the years; what is no year comes last, by name. */
export function compareLevels(a: string, b: string): number {
  return rank(a) - rank(b) || a.localeCompare(b, 'fr');
}

function rank(level: string): number {
  const index = YEARS.indexOf(spelt(level));
  return index < 0 ? YEARS.length : index;
}

/** OneRoster's grades (CEDS) as a French school says them. Nursery years differ too much between countries to be told. */
const OF_GRADE: Readonly<Record<string, string>> = {
  KG: 'GS',
  '01': 'CP',
  '02': 'CE1',
  '03': 'CE2',
  '04': 'CM1',
  '05': 'CM2',
  '06': '6E',
};

/** A level by the school's own name; what is no such grade stays as it is written. */
export function schoolLevel(grade: string): string {
  return OF_GRADE[/^\d$/.test(grade) ? `0${grade}` : grade.toUpperCase()] ?? grade;
}

/** How many years lie from one level to another, or undefined where one of them is none of the school's years. */
export function yearsBetween(from: string, to: string): number | undefined {
  const [a, b] = [YEARS.indexOf(spelt(from)), YEARS.indexOf(spelt(to))];
  return a < 0 || b < 0 ? undefined : b - a;
}
