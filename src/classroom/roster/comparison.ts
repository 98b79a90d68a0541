import type { Pupil } from '../class-document.ts';

/** What an import is for: the list of now, or that of a new school year, where pupils go up and old classes close. */
export const IMPORT_MODES = ['update', 'new-year'] as const;
export type ImportMode = (typeof IMPORT_MODES)[number];

/**
 * What became of one pupil between the school's classes and the file. `back` left and is in the file again; `doubt` may be
 * somebody who is known, and only a person can tell; `absent` is not in the file, which is no proof of having left.
 */
export const ROW_KINDS = ['arrival', 'back', 'moved', 'changed', 'doubt', 'absent'] as const;
export type RowKind = (typeof ROW_KINDS)[number];

/** A pupil whom the school knows. */
export interface Known {
  readonly pupil: Pupil;
  readonly classId: string;
  readonly className: string;
  /** Groups that a roster made, or that have the name of one. */
  readonly groups: readonly { readonly name: string; readonly isImported: boolean }[];
  /** They left; the class list does not have them any more. */
  readonly hasLeft: boolean;
}

/** What a row says of a pupil, before or after. */
export interface Standing {
  readonly name: string;
  readonly classId: string;
  readonly className: string;
  readonly level: string;
  readonly groups: readonly string[];
}

/** Somebody known who may be meant. */
export interface Candidate {
  readonly pupil: string;
  readonly name: string;
  readonly classId: string;
  readonly className: string;
  readonly level: string;
}

export interface DiffRow {
  /** Stable for one file and one state of the school. */
  readonly id: string;
  readonly kind: RowKind;
  /** The class in which the pupil is shown: where they will be; of who is absent, where they are. */
  readonly classId: string;
  /** As the file has it; undefined for who is absent from it. */
  readonly after?: Standing | undefined;
  /** As the school has it; undefined for who is new or in doubt. */
  readonly before?: Standing | undefined;
  /** Somebody else has the same name. */
  readonly isHomonym: boolean;
  /** Of a doubt alone. */
  readonly candidates: readonly Candidate[];
  /** Of a doubt alone: they have the same name, or another surname. */
  readonly doubt?: 'same-name' | 'other-surname' | undefined;
}

export interface DiffClass {
  readonly id: string;
  readonly name: string;
  /** What the school calls it now, where the file says otherwise. */
  readonly formerName?: string | undefined;
  /** Nobody has it yet, or it was closed. */
  readonly isNew: boolean;
  /** The file has it. */
  readonly isInFile: boolean;
  /** Pupils of the file about whom nothing changes. */
  readonly unchanged: number;
}

/** The difference between a file and a school, as people see it. */
export interface Comparison {
  readonly mode: ImportMode;
  /** Classes in the order of the file, then those that it does not have. */
  readonly classes: readonly DiffClass[];
  readonly rows: readonly DiffRow[];
  /** Pupils of the file in classes that this node neither has nor may make. */
  readonly elsewhere: number;
}
