import { toHex } from '../../base/bytes.ts';
import type { HeldRow } from '../../sync/ports.ts';

/** Bytes turned to characters in one call: an update may be 2 MB, and a call's arguments are limited. */
const PIECE = 0x8000;

/** Refused rows with all their bytes, so that a person can bring them back to where they are accepted (S9). */
export function heldExport(held: readonly HeldRow[]): string {
  const rows = held.map(({ row, reason }) => ({
    reason,
    doc: row.doc,
    seq: row.seq,
    author: row.author,
    device: row.device,
    authors: row.authors,
    sha256: toHex(row.hash),
    update: toBase64(row.update),
  }));
  return JSON.stringify({ format: 'cartable-held-rows', version: 1, rows }, undefined, 2);
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.byteLength; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(text);
}
