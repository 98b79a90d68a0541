import { hash } from 'node:crypto';
import { equalBytes } from '../../base/bytes.ts';
import type { Author } from '../../protocol/messages.ts';
import { type DraftRow, type Row, StorageFailure } from '../../sync/ports.ts';

/** Columns that make a Row. */
export const ROW_COLUMNS = 'seq, tag, doc, author, device, authors, hash, "update"';

/** A row as the table has it. */
export interface RowRecord {
  readonly seq: number;
  readonly tag: string;
  readonly doc: string;
  readonly author: string;
  readonly device: string;
  readonly authors: string;
  readonly hash: Uint8Array<ArrayBuffer>;
  readonly update: Uint8Array<ArrayBuffer>;
}

/** A draft with its own copy of the bytes and their hash, ready to be written at a later turn. */
export interface SealedRow extends Omit<RowRecord, 'seq' | 'tag'> {
  readonly clients: readonly Author[];
}

export const sha256 = (bytes: Uint8Array) => new Uint8Array(hash('sha256', bytes, 'buffer'));

export function seal({ doc, update, author, device, authors }: DraftRow): SealedRow {
  const own = new Uint8Array(update);
  const clients = structuredClone(authors);
  return { doc, author, device, authors: JSON.stringify(authors), clients, update: own, hash: sha256(own) };
}

/** Reads a record back, checked (S10). */
export function rowFrom({ seq, tag, doc, author, device, authors, hash, update }: RowRecord): Row {
  if (!equalBytes(sha256(update), hash)) throw new StorageFailure('corrupt', new Error(`row ${seq} of ${doc}`));
  return { seq, tag, doc, update, hash, author, device, authors: JSON.parse(authors) as Author[] };
}
