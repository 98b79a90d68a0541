import type { Comparison, DiffRow, ImportMode } from './comparison.ts';

/**
 * What a person wants of one row: `take` it or leave it `out`; of who is absent, `keep` them or say that they `left`; of a doubt,
 * that it is somebody `new`, or `is:` somebody known.
 */
export type Choice = 'take' | 'out' | 'keep' | 'left' | 'new' | `is:${string}`;
export type Choices = ReadonlyMap<string, Choice>;

/** What is done where nobody says otherwise: doubts wait, and who is absent has left only with the list of a new year. */
export function usualChoice({ kind }: Pick<DiffRow, 'kind'>, mode: ImportMode): Choice {
  if (kind === 'doubt') return 'out';
  if (kind === 'absent') return mode === 'new-year' ? 'left' : 'keep';
  return 'take';
}

export function choicesOf({ kind, candidates }: Pick<DiffRow, 'kind' | 'candidates'>): Choice[] {
  if (kind === 'doubt') return ['out', 'new', ...candidates.map(({ pupil }) => `is:${pupil}` as const)];
  return kind === 'absent' ? ['keep', 'left'] : ['take', 'out'];
}

/** Whether a row with this choice changes anything. */
export const acts = (choice: Choice): boolean => choice !== 'out' && choice !== 'keep';

export interface ImportCounts {
  readonly arrivals: number;
  readonly moved: number;
  readonly changed: number;
  readonly left: number;
  readonly newClasses: number;
  readonly closedClasses: number;
  readonly renamedClasses: number;
}

/** What these choices come to; classes count with those who come into them. */
export function countsOf(comparison: Comparison, choices: Choices): ImportCounts {
  const acting = comparison.rows.flatMap((row) => {
    const choice = choices.get(row.id) ?? usualChoice(row, comparison.mode);
    return acts(choice) ? [{ row, choice }] : [];
  });
  const count = (is: (row: DiffRow, choice: Choice) => boolean) =>
    acting.filter(({ row, choice }) => is(row, choice)).length;
  const filled = new Set(acting.filter(({ row }) => row.kind !== 'absent').map(({ row }) => row.classId));
  return {
    arrivals: count(({ kind }, choice) => kind === 'arrival' || kind === 'back' || choice === 'new'),
    moved: count(({ kind }) => kind === 'moved'),
    changed: count(({ kind }, choice) => kind === 'changed' || choice.startsWith('is:')),
    left: count((_, choice) => choice === 'left'),
    newClasses: comparison.classes.filter(({ id, isNew }) => isNew && filled.has(id)).length,
    closedClasses: closedBy(comparison, choices).length,
    renamedClasses: comparison.classes.filter(({ formerName, isNew }) => formerName !== undefined && !isNew).length,
  };
}

/** How many changes these are for a person who is asked to save them. */
export const totalOf = (counts: ImportCounts): number =>
  counts.arrivals + counts.moved + counts.changed + counts.left + counts.closedClasses + counts.renamedClasses;

/** Ids of the classes that a new year closes: it does not have them, and nobody stays in them. */
export function closedBy({ mode, classes, rows }: Comparison, choices: Choices): string[] {
  if (mode !== 'new-year') return [];
  const choiceOf = (row: DiffRow): Choice => choices.get(row.id) ?? usualChoice(row, mode);
  const meant = new Set(rows.map(choiceOf).filter((choice) => choice.startsWith('is:')));
  const stays = rows.flatMap((row): string[] => {
    const choice = choiceOf(row);
    if (row.kind === 'doubt')
      return row.candidates.filter(({ pupil }) => !meant.has(`is:${pupil}`)).map(({ classId }) => classId);
    return row.before && !acts(choice) ? [row.before.classId] : [];
  });
  const staysIn = new Set(stays);
  return classes.filter(({ id, isInFile }) => !isInFile && !staysIn.has(id)).map(({ id }) => id);
}

/** Whether these choices can be carried out: each is one of its row's, and nobody is chosen twice. */
export function areChoices({ rows }: Comparison, choices: Choices): boolean {
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const meant = [...choices.values()].filter((choice) => choice.startsWith('is:'));
  if (new Set(meant).size < meant.length) return false;
  return [...choices].every(([id, choice]) => {
    const row = rowOf.get(id);
    return row !== undefined && choicesOf(row).includes(choice);
  });
}
