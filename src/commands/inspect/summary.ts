import type { Roster } from '../../classroom/roster/roster.ts';
import type { Names } from './describe.ts';
import { canImport, type Finding } from './finding.ts';

/** One file for another program to read: the same facts as the sentences, under the names of the types. */
export function summaryOf(file: string, finding: Finding, names: Names): Record<string, unknown> {
  const base = { file, canImport: canImport(finding) };
  switch (finding.kind) {
    case 'pupils':
      return {
        ...base,
        kind: `${finding.format}-pupils`,
        ...noPupil(finding.roster),
        ...rosterSummary(finding.roster, names),
      };
    case 'roster-failure': {
      const { kind: reason, ...facts } = finding.failure;
      return { ...base, kind: 'list', reason, ...facts };
    }
    case 'not-yet':
      return { ...base, kind: finding.format, reason: 'not-yet' };
    case 'unknown-kind':
      return { ...base, kind: 'unknown', reason: 'unknown-kind' };
    case 'no-file':
      return { ...base, kind: 'none', reason: finding.why };
  }
}

const noPupil = (roster: Roster) => (roster.pupils.length === 0 ? { reason: 'no-pupil' } : {});

function rosterSummary(roster: Roster, names: Names): Record<string, unknown> {
  const { pupils, homonyms, ...rest } = roster;
  if (names === 'with-names') return { ...rest, pupils: pupils.length, homonyms, names: pupils };
  return { ...rest, pupils: pupils.length, homonyms: homonyms.map(({ classKeys, lines }) => ({ classKeys, lines })) };
}
