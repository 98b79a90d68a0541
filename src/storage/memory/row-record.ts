import { equalBytes } from '../../base/bytes.ts';
import type { Author } from '../../protocol/messages.ts';
import { DAMAGED, type DraftRow, EMPTY_UPDATE, isDamaged, type Row, StorageFailure } from '../../sync/ports.ts';
import { sha256Now } from './sha256.ts';

/** Pending, held back with a reason, with the upstream at a position, or none of these: unproven. */
export type Standing = 'pending' | 'unproven' | { readonly held: string } | { readonly up: number };

export interface Entry {
  readonly row: Row;
  standing: Standing;
}

export const isUnsettled = (standing: Standing) => standing === 'pending' || standing === 'unproven';
export const upOf = (standing: Standing) =>
  typeof standing === 'object' && 'up' in standing ? standing.up : undefined;
export const heldReason = (standing: Standing) =>
  typeof standing === 'object' && 'held' in standing ? standing.held : undefined;
export const isSetAside = ({ standing }: Entry) => isDamaged(heldReason(standing));
export const isDamagedAlone = ({ standing }: Entry) => heldReason(standing) === DAMAGED;

/** Rows put together stand where the last of them does, at the greatest of their positions above. */
export const highestOf = (entries: readonly Entry[]): Standing => {
  const ups = entries.map(({ standing }) => upOf(standing) ?? 0);
  return entries.at(-1)!.standing === 'pending' ? 'pending' : { up: Math.max(...ups) };
};

export function rowFrom({ doc, update, author, device, authors }: DraftRow, seq: number, tag: string): Row {
  const own = new Uint8Array(update);
  return { seq, tag, doc, update: own, hash: sha256Now(own), author, device, authors: copyOf(authors) };
}

/** Rows that were checked. A row is never changed, so one look at each is enough. */
const checked = new WeakSet<Row>();

export const fits = ({ update, hash }: Row): boolean => equalBytes(sha256Now(update), hash);

/** A copy that the reader may do with as it likes, checked as from a disk (S10). */
export function read({ row }: { readonly row: Row }): Row {
  if (!checked.has(row) && !fits(row))
    throw new StorageFailure('corrupt', new Error(`row ${row.seq} of ${row.doc}`), row.seq);
  checked.add(row);
  return copyOfRow(row);
}

export const copyOfRow = (row: Row): Row => {
  return { ...row, update: row.update.slice(), hash: row.hash.slice(), authors: copyOf(row.authors) };
};

export const emptied = ({ seq, tag }: Row): Row =>
  rowFrom({ doc: '', update: EMPTY_UPDATE, author: '', device: '', authors: [] }, seq, tag);

const copyOf = (authors: readonly Author[]): Author[] => authors.map((author) => [...author]);
