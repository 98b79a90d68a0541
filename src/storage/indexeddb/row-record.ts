import { equalBytes } from '../../base/bytes.ts';
import { sha256 } from '../../base/hash.ts';
import { type DraftRow, EMPTY_UPDATE, type HeldRow, isDamaged, type Row, StorageFailure } from '../../sync/ports.ts';

/** Why a row is not with the upstream: it is to be pushed, it was refused, or the upstream lost its log. */
export type Waiting =
  | { readonly waits: 'pending' | 'unproven' }
  | { readonly waits: 'held'; readonly reason: string }
  /** It is with the upstream, at this position. */
  | { readonly up: number };

/** A row as the table has it. */
export type RowRecord = Row & Waiting;

/** A draft with its own copy of the bytes and their hash: hashing takes turns, in which a transaction would end. */
export type SealedRow = Omit<Row, 'seq' | 'tag'>;

export async function seal({ doc, update, author, device, authors }: DraftRow): Promise<SealedRow> {
  const own = new Uint8Array(update); // a view would take the whole buffer under it to the disk
  return { doc, update: own, hash: await sha256(own), author, device, authors: structuredClone(authors) };
}

/** The same row, waiting in another way. */
export function rewait(record: RowRecord, waiting: Waiting): RowRecord {
  return { ...bare(record), ...waiting };
}

/** Why it is held; undefined where it is not. */
export const reasonOf = (record: RowRecord): string | undefined => ('reason' in record ? record.reason : undefined);

export const isSetAside = (record: RowRecord): boolean => isDamaged(reasonOf(record));

/** Rows as they were given, checked (S10). */
export function readRows(records: readonly Row[]): Promise<Row[]> {
  return Promise.all(records.map(readRow));
}

async function readRow(record: Row): Promise<Row> {
  if (await isSound(record)) return bare(record);
  throw new StorageFailure('corrupt', new Error(`row ${record.seq} of ${record.doc}`), record.seq);
}

export const isSound = async ({ update, hash }: Row): Promise<boolean> => equalBytes(await sha256(update), hash);

/** With their bytes as they are where they were set aside. */
export function readHeld(records: readonly RowRecord[]): Promise<HeldRow[]> {
  return Promise.all(
    records.map(async (record) => ({
      row: isSetAside(record) ? bare(record) : await readRow(record),
      reason: reasonOf(record) ?? '',
    })),
  );
}

/** What is left at a position whose row was purged or put together with others. */
export const sealNothing = (): Promise<SealedRow> =>
  seal({ doc: '', update: EMPTY_UPDATE, author: '', device: '', authors: [] });

/** The row alone, without how it stands. */
export function bare({ seq, tag, doc, update, hash, author, device, authors }: Row): Row {
  return { seq, tag, doc, update, hash, author, device, authors };
}
