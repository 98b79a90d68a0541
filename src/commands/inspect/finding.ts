import type { ReadRoster, RosterFailure } from '../../classroom/roster/roster.ts';

/** Why there are no bytes to look at. */
export type NoFile = 'not-found' | 'folder' | 'not-a-file' | 'unreadable';

/** What a file turned out to be. */
export type Finding =
  | ({ readonly kind: 'pupils' } & ReadRoster)
  | { readonly kind: 'roster-failure'; readonly failure: RosterFailure }
  | { readonly kind: 'not-yet'; readonly format: 'h5p' | 'cartable' }
  | { readonly kind: 'unknown-kind' }
  | { readonly kind: 'no-file'; readonly why: NoFile };

/** A list with refused lines can be imported, without those lines; a list without one good line cannot. */
export function canImport(finding: Finding): boolean {
  return finding.kind === 'pupils' && finding.roster.pupils.length > 0;
}
