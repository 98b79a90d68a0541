import { types } from 'pg';

/** Object ids of PostgreSQL's types (its catalogue pg_type). */
const BYTEA = 17;
const INT8 = 20;

const bytesFrom = (hex: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(hex.slice('\\x'.length), 'hex'));

/** How values come back: positions are numbers, since no log reaches 2^53 rows, and bytes have a buffer of their own. */
export const VALUE_PARSERS: typeof types = {
  ...types,
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === BYTEA) return bytesFrom;
    return oid === INT8 ? Number : types.getTypeParser(oid, format as 'text');
  }) as typeof types.getTypeParser,
};

/**
 * PostgreSQL's text holds no NUL character, and refuses the whole statement over one. No honest name has it; in another's
 * it becomes the replacement character, as half a surrogate pair does, so that one such row cannot fail its batch (S9).
 */
export function withoutNul(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '\ufffd');
  return Array.isArray(value) ? value.map(withoutNul) : value;
}
