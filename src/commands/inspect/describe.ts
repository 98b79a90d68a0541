import type { Homonym, Roster, RosterFailure } from '../../classroom/roster/roster.ts';
import { canImport, type Finding } from './finding.ts';
import type { Sentences } from './sentences-fr.ts';

/** Whether the names of pupils may be shown: a terminal is often looked at by several, and its output kept. */
export type Names = 'with-names' | 'without-names';

/** Lines of one kind shown before the rest is only counted. */
const SHOWN = 20;

/** What a person reads of one file, a line each. */
export function describe(file: string, finding: Finding, say: Sentences, names: Names): string[] {
  const verdict = canImport(finding) ? `✓ ${say.importable}` : `✗ ${say.notImportable}`;
  return [`${printable(file)}  ${verdict}`, ...about(finding, say, names).map((line) => `  ${line}`)];
}

/** A file's name may hold what steers a terminal. */
const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '?');

function about(finding: Finding, say: Sentences, names: Names): string[] {
  switch (finding.kind) {
    case 'pupils':
      return [say.pupils[finding.format], ...aboutRoster(finding.roster, say, names)];
    case 'roster-failure':
      return [aboutFailure(finding.failure, say)];
    case 'not-yet':
      return [`${say.notYet[finding.format]} ${say.notYetEnd}`];
    case 'unknown-kind':
      return [say.unknownKind];
    case 'no-file':
      return [say.noFile[finding.why]];
  }
}

function aboutFailure(failure: RosterFailure, say: Sentences): string {
  switch (failure.kind) {
    case 'empty':
      return say.empty;
    case 'too-big':
      return failure.unit === 'bytes' ? say.tooManyBytes(failure.max) : say.tooManyRows(failure.max);
    case 'not-a-csv':
      return say.unknownKind;
    case 'not-an-onde-export':
      return failure.looksLike ? say.otherExport[failure.looksLike] : say.missing(quoted(failure.missing));
    case 'bad-zip':
      return say.badZip[failure.why];
    case 'not-a-oneroster-export':
      return say.missingOneRoster(quoted(failure.missing), failure.file);
    case 'one-table-alone':
      return say.oneTableAlone(failure.file);
    case 'oneroster-delta':
      return say.oneRosterDelta;
    case 'several-schools':
      return say.severalSchools(failure.schools);
  }
}

function aboutRoster(roster: Roster, say: Sentences, names: Names): string[] {
  const { pupils, classes, refused, homonyms, dropped, footerLines } = roster;
  return [
    ...classes.flatMap((one) => [
      `• ${say.classLine(one.name, one.levels.join(', '), one.pupils)}`,
      ...namesOf(roster, one.key, names),
    ]),
    pupils.length === 0 ? say.noPupil : say.total(pupils.length, classes.length),
    ...listed(refused, say.refused, say, ({ line, reason, column, file }) =>
      [...(file === undefined ? [] : [file]), say.refusedLine(line, say.reasons[reason], column)].join(', '),
    ),
    ...listed(homonyms, say.homonyms, say, (one) => homonymLine(one, roster, say, names)),
    ...(footerLines.length > 0 ? [say.footer(footerLines.join(', '))] : []),
    say.kept,
    ...(dropped.length > 0 ? [say.dropped(dropped.join(', '))] : []),
  ];
}

function namesOf({ pupils }: Roster, classKey: string, names: Names): string[] {
  if (names === 'without-names') return [];
  return pupils.filter((pupil) => pupil.classKey === classKey).map((pupil) => `    ${pupil.displayName}`);
}

function homonymLine(one: Homonym, { classes }: Roster, say: Sentences, names: Names): string {
  const of = one.classKeys.map((key) => classes.find((known) => known.key === key)?.name ?? key);
  return say.homonymLine(one.lines.join(', '), of.join(', '), names === 'with-names' ? one.name : undefined);
}

function listed<One>(
  all: readonly One[],
  title: (count: number) => string,
  say: Sentences,
  line: (one: One) => string,
): string[] {
  if (all.length === 0) return [];
  const rest = all.length - SHOWN;
  const shown = all.slice(0, SHOWN).map((one) => `• ${line(one)}`);
  return [title(all.length), ...shown, ...(rest > 0 ? [say.more(rest)] : [])];
}

const quoted = (names: readonly string[]): string => names.map((name) => `« ${name} »`).join(', ');
