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
