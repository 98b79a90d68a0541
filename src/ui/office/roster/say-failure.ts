import type { ReadingFailure } from '../../../sync/office/roster.ts';
import type { rosterFr } from '../../words/roster.fr.ts';

/** Why a file is no list of pupils, as a sentence to who chose it. */
export function sayFailure(
  say: typeof rosterFr,
  failure: ReadingFailure,
  list: (names: readonly string[]) => string,
): string {
  const { failures } = say;
  switch (failure.kind) {
    case 'empty':
      return failures.empty;
    case 'too-big':
      return failures.tooBig;
    case 'not-a-csv':
      return failure.why === 'binary' ? failures.notText : failures.notList;
    case 'not-an-onde-export':
      return failure.looksLike ? failures[failure.looksLike] : failures.missing(list(failure.missing));
    case 'bad-zip':
      return failures.zips[failure.why];
    case 'not-a-oneroster-export':
      return failures.oneRosterMissing(list(failure.missing));
    case 'one-table-alone':
      return failures.oneTable(failure.file);
    case 'oneroster-delta':
      return failures.delta;
    case 'several-schools':
      return failures.schools(failure.schools);
  }
}
