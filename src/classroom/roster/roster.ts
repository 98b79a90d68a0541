/** Largest roster file, in bytes: 2 MiB is about 10,000 pupils; the largest school has some 600. */
export const MAX_ROSTER_BYTES = 2 * 1024 * 1024;
/** Most lines read: eight times the largest school, so that a wrong file ends soon. */
export const MAX_ROSTER_ROWS = 5_000;
/** Columns looked at; ONDE writes about 25. */
export const MAX_ROSTER_COLUMNS = 200;
/** Longest name, class or group kept, in characters; a longer cell is no name. */
export const MAX_CELL = 64;
/** Groups kept for one pupil. */
export const MAX_GROUPS = 20;

/** All that is kept of a pupil; birth date, sex, INE, address and the like are dropped while reading. */
export interface RosterPupil {
  readonly firstName: string;
  /** The usage name where there is one, else the family name, as the file writes it. */
  readonly lastName: string;
  /** First name and surname as a screen shows them: « Léa Hoarau », never « Léa HOARAU ». */
  readonly displayName: string;
  readonly className: string;
  readonly classKey: string;
  /** As ONDE writes it: CP, CE1, CE2, CM1, CM2. */
  readonly level: string;
  readonly groups: readonly string[];
}

export interface RosterClass {
  /** ONDE's class id where the file gives one, else made of the name; fit to be an id of ours. */
  readonly key: string;
  readonly name: string;
  /** In the order of the school's years. */
  readonly levels: readonly string[];
  readonly pupils: number;
}

export type RefusalReason =
  | 'broken-quotes'
  | 'too-many-cells'
  | 'no-first-name'
  | 'no-last-name'
  | 'no-class'
  | 'no-level'
  | 'too-long'
  | 'formula'
  | 'bad-character';

/** A line that gave no pupil. It says where and why, never what the line held. */
export interface RefusedRow {
  /** As an editor counts them: the header is line 1. */
  readonly line: number;
  readonly reason: RefusalReason;
  /** The column at fault, as the file calls it. */
  readonly column?: string;
}

/** Pupils of one name: a screen must tell them apart, and an import must not take one for another. */
export interface Homonym {
  readonly name: string;
  readonly classKeys: readonly string[];
  readonly lines: readonly number[];
}

export interface Roster {
  readonly pupils: readonly RosterPupil[];
  readonly classes: readonly RosterClass[];
  readonly refused: readonly RefusedRow[];
  readonly homonyms: readonly Homonym[];
  /** Columns that were in the file and are not kept, as the file calls them. */
  readonly dropped: readonly string[];
  /** Lines below the table that are no pupils: a count, a date of export. */
  readonly footerLines: readonly number[];
}

/** ONDE's other exports, which people pick by mistake. */
export type OtherExport = 'responsables' | 'enseignants';

export type RosterFailure =
  | { readonly kind: 'empty' }
  | { readonly kind: 'too-big'; readonly unit: 'bytes' | 'rows'; readonly max: number }
  | { readonly kind: 'not-a-csv'; readonly why: 'binary' | 'no-semicolon' }
  | {
      readonly kind: 'not-an-onde-export';
      /** Headers that are not there, as ONDE spells them. */
      readonly missing: readonly string[];
      readonly looksLike?: OtherExport;
    };
