import * as Y from 'yjs';
import type { Author } from '../protocol/messages.ts';
import type { DraftRow, Row } from './ports.ts';
import { newYDoc } from './ydoc.ts';

/* What a row must say that is put in the place of several. */

/** A state vector alone would not see deletions (S5): a snapshot has both. */
export function saysTheSame(ydoc: Y.Doc, update: Uint8Array): boolean {
  const other = newYDoc();
  Y.applyUpdate(other, update);
  return Y.equalSnapshots(Y.snapshot(ydoc), Y.snapshot(other));
}

/** Whose edits a row is that stands for several: one name where there is one. */
export function namesOf(rows: readonly Row[]): Omit<DraftRow, 'doc' | 'update'> {
  const one = (names: readonly string[]) => (new Set(names).size === 1 ? names[0]! : '');
  const authors = new Map(rows.flatMap((row) => row.authors).map((author): [number, Author] => [author[0], author]));
  return {
    author: one(rows.map(({ author }) => author)),
    device: one(rows.map(({ device }) => device)),
    authors: [...authors.values()],
  };
}

/** Those of a document's authors whose edits an update holds. */
export function authorsIn(update: Uint8Array, authors: readonly Author[]): Author[] {
  const wrote = Y.parseUpdateMeta(update).to;
  return authors.filter(([client]) => wrote.has(client));
}
