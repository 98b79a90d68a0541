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
  | 'bad-character'
  /** OneRoster: the pupil is in several classes, and none of them alone is the homeroom. */
  | 'several-classes'
  /** OneRoster: an enrolment names somebody, or a class, that the other tables do not have. */
  | 'unknown-user'
  | 'unknown-class'
  /** OneRoster: two rows of one table bear one id. */
  | 'doubled-id';

/** A line that gave no pupil. It says where and why, never what the line held. */
export interface RefusedRow {
  /** As an editor counts them: the header is line 1. */
  readonly line: number;
  readonly reason: RefusalReason;
  /** The column at fault, as the file calls it. */
  readonly column?: string;
  /** Which table of an archive; a list of one file has none. */
  readonly file?: string;
}

/** Pupils of one name: a screen must tell them apart, and an import must not take one for another. */
export interface Homonym {
  readonly name: string;
  readonly classKeys: readonly string[];
  readonly lines: readonly number[];
}

export interface Roster {
  readonly pupils: readonly RosterPupil[];
  /** The line of each pupil, in the order of the pupils. */
  readonly lines: readonly number[];
  /** Whether the file has a place for groups: only then does a pupil without any have none. */
  readonly knowsGroups: boolean;
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

/** The two formats that are read. */
export type RosterFormat = 'onde' | 'oneroster';

/** A list and the format in which it came. */
export interface ReadRoster {
  readonly format: RosterFormat;
  readonly roster: Roster;
}

export type RosterFailure =
  | { readonly kind: 'empty' }
  | { readonly kind: 'too-big'; readonly unit: 'bytes' | 'rows'; readonly max: number }
  | { readonly kind: 'not-a-csv'; readonly why: 'binary' | 'no-semicolon' }
  | {
      readonly kind: 'not-an-onde-export';
      /** Headers that are not there, as ONDE spells them. */
      readonly missing: readonly string[];
      readonly looksLike?: OtherExport;
    }
  /** An archive that is not taken apart: broken, or made to fill a memory. */
  | { readonly kind: 'bad-zip'; readonly why: BadZip }
  /** An archive without these tables, or a table without these columns. */
  | { readonly kind: 'not-a-oneroster-export'; readonly missing: readonly string[]; readonly file?: string }
  /** One table of an export: all of them are needed. */
  | { readonly kind: 'one-table-alone'; readonly file: string }
  /** It tells only what changed since another export: who is absent from it has not left. */
  | { readonly kind: 'oneroster-delta' }
  | { readonly kind: 'several-schools'; readonly schools: number };

export type BadZip = 'broken' | 'doubled' | 'too-many-entries' | 'too-big';
