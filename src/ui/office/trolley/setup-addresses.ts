import type { TrolleyReport } from '../../../sync/office/trolley.ts';

/**
 * Where a tablet is prepared, what works first: the first one stands in the square, and a camera that is led nowhere says
 * nothing of the others. The report begins with the trolley's name, to which not every network answers.
 */
export function setupAddresses({ setup, findings }: Pick<TrolleyReport, 'setup' | 'findings'>): readonly string[] {
  const isNamed = findings.some(({ check, state }) => check === 'name' && state === 'good');
  const [byName, ...byNumber] = setup;
  return isNamed || byName === undefined ? setup : [...byNumber, byName];
}
