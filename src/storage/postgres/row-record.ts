import { hash } from 'node:crypto';
import { equalBytes } from '../../base/bytes.ts';
import type { Author } from '../../protocol/messages.ts';
import { type DraftRow, EMPTY_UPDATE, type HeldRow, isDamaged, type Row, StorageFailure } from '../../sync/ports.ts';

/** Columns that make a Row. */
export const ROW_COLUMNS = 'rows.seq, tag, doc, author, device, authors, hash, "update"';

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

const sha256 = (bytes: Uint8Array) => new Uint8Array(hash('sha256', bytes, 'buffer'));

export function seal({ doc, update, author, device, authors }: DraftRow): SealedRow {
  return {
    doc,
    author,
    device,
    authors: JSON.stringify(authors),
    clients: structuredClone(authors),
    update: new Uint8Array(update),
    hash: sha256(update),
  };
}

/** What is left at a position whose row was purged or put together with others. */
export const sealNothing = (): SealedRow =>
  seal({ doc: '', update: EMPTY_UPDATE, author: '', device: '', authors: [] });

/** The row at a position, for one who reads from position to position: what was set aside says nothing. */
export function rowInTurn({ reason, ...record }: ReasonedRecord): Row {
  if (!isDamaged(reason ?? undefined)) return rowFrom(record);
  const { doc, update, hash, author, device, authors } = sealNothing();
  return rowFrom({ seq: record.seq, tag: record.tag, doc, update, hash, author, device, authors });
}

export const isSound = ({ hash, update }: Pick<RowRecord, 'hash' | 'update'>): boolean =>
  equalBytes(sha256(update), hash);

/** Reads a record back, checked (S10). */
export function rowFrom(record: RowRecord): Row {
  const { seq, doc } = record;
  if (!isSound(record)) throw new StorageFailure('corrupt', new Error(`row ${seq} of ${doc}`), seq);
  return unchecked(record);
}

/** A row with its bytes as they are, sound or not. */
function unchecked({ seq, tag, doc, author, device, authors, hash, update }: RowRecord): Row {
  return { seq, tag, doc, update, hash, author, device, authors: JSON.parse(authors) as Author[] };
}

/** A row with the reason for which it is held, null where it is not. */
export type ReasonedRecord = RowRecord & { readonly reason: string | null };

export function heldFrom({ reason, ...record }: ReasonedRecord): HeldRow {
  const why = reason ?? '';
  return { row: isDamaged(why) ? unchecked(record) : rowFrom(record), reason: why };
}
