import { readFileSync, readdirSync } from 'node:fs';
import { readOnde } from '../../../src/classroom/roster/read-onde.ts';
import { MAX_CELL } from '../../../src/classroom/roster/roster.ts';
import { mutated } from '../mutation.ts';
import { type AnyTarget, must, target } from '../target.ts';

const FORMS = new URL('../../fixtures/onde/', import.meta.url);

/** The CSV that a school exports, as a person may have it after some hours with a spreadsheet. */
export function rosterTarget(): AnyTarget {
  const names = readdirSync(FORMS).filter((name) => name.endsWith('.csv'));
  const samples = names.map((name) => new Uint8Array(readFileSync(new URL(name, FORMS))));
  return target<Uint8Array>({ name: 'CSV of ONDE', share: 90_000, inputs: mutated(samples), check });
}

function check(bytes: Uint8Array): void {
  const roster = readOnde(bytes);
  if (!roster.ok) return;
  const { pupils, classes, refused, footerLines } = roster.value;
  must(pupils.length + refused.length > 0, 'nothing was found and nobody is told');
  for (const { firstName, lastName, classKey } of pupils) {
    must(/^[A-Za-z0-9_-]{1,64}$/.test(classKey), `${classKey} is no key of a class`);
    for (const name of [firstName, lastName]) {
      must(name !== '' && name.length <= MAX_CELL && !/[\p{Cc}\u2028]/u.test(name), 'a name is none');
    }
  }
  must(classes.reduce((sum, one) => sum + one.pupils, 0) === pupils.length, 'a pupil is in no class, or in two');
  const lines = [...refused.map(({ line }) => line), ...footerLines];
  must(new Set(lines).size === lines.length, 'a line is told twice');
}
