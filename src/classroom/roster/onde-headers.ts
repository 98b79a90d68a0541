import { err, ok, type Result } from '../../base/result.ts';
import { MAX_CELL, type OtherExport, type RosterFailure } from './roster.ts';

/** The columns that are kept, by ONDE's names for them. Its exports differ by year: each list holds all spellings seen. */
const KEPT = {
  lastName: ['Nom élève'],
  usageName: ["Nom d'usage élève"],
  firstName: ['Prénom élève'],
  level: ['Niveau'],
  className: ['Libellé classe', 'Classe'],
  classId: ['Identifiant classe'],
  groups: ['Regroupement(s)'],
} as const;
export type KeptColumn = keyof typeof KEPT;
const NEEDED: readonly KeptColumn[] = ['lastName', 'firstName', 'level', 'className'];

/** Headers that only the other exports have. */
const OTHERS: readonly [OtherExport, readonly string[]][] = [
  ['responsables', ['Nom responsable', 'Prénom enfant']],
  ['enseignants', ['Civilité', 'Nom', 'Prénom', 'Directeur']],
];

/** Headers are shown to people; what could steer a terminal or turn a line of text around is not part of one. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}]/gu;

export interface Columns {
  /** Where each kept column is; a form without it has none. */
  readonly at: Readonly<Partial<Record<KeptColumn, number>>>;
  readonly names: readonly string[];
  readonly dropped: readonly string[];
}

/** Headers are compared by their letters and digits alone: no case, accent, space, apostrophe or byte order mark. */
export function foldHeader(header: string): string {
  return header
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

/** Finds the kept columns among the headers of a pupils' export. */
export function findColumns(headers: readonly string[]): Result<Columns, RosterFailure> {
  const folded = headers.map(foldHeader);
  const has = (name: string): boolean => folded.includes(foldHeader(name));
  const at: Partial<Record<KeptColumn, number>> = {};
  for (const column of Object.keys(KEPT) as KeptColumn[]) {
    const name = KEPT[column].find(has);
    if (name !== undefined) at[column] = folded.indexOf(foldHeader(name));
  }
  const missing = NEEDED.filter((column) => at[column] === undefined).map((column) => KEPT[column][0]);
  if (missing.length > 0) {
    const looksLike = OTHERS.find(([, names]) => names.every(has))?.[0];
    return err({ kind: 'not-an-onde-export', missing, ...(looksLike && { looksLike }) });
  }
  const kept = Object.values(at);
  const names = headers.map((header) => header.replace(UNPRINTABLE, '').trim().slice(0, MAX_CELL));
  return ok({ at, names, dropped: names.filter((name, index) => name !== '' && !kept.includes(index)) });
}
