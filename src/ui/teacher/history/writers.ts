import type { Pupil } from '../../../classroom/class-document.ts';
import type { Version } from '../../../sync/facade.ts';

/** The pupils who wrote a version, in the order of the class; a pupil who left the class is not among them. */
export function writersOf({ writers }: Version, pupils: readonly Pupil[]): Pupil[] {
  const accounts = new Set(writers.map(({ account }) => account));
  return pupils.filter(({ id }) => accounts.has(id));
}
