import * as Y from 'yjs';
import type { DocumentId } from '../../classroom/document-id.ts';
import type { Presence, Stay } from './presence.ts';

/** One item of a Yjs document, by which an edit is known wherever it travels: the last that it wrote, or that it rubbed out. */
export interface Touched {
  readonly client: number;
  readonly clock: number;
  readonly how: 'written' | 'rubbed-out';
}

/** Something that a child did to a document. */
export interface Edit {
  readonly doc: DocumentId;
  readonly device: string;
  readonly touched: Touched;
  /** Milliseconds of this process's own clock. */
  readonly at: number;
  readonly writer: Presence;
  /** The writer's stay with the hub in which it was made; undefined while away. */
  readonly stay: Stay | undefined;
}

/** Makes one transaction of `change` and says what it touched; undefined where it changed nothing. */
export function touchedBy(doc: Y.Doc, change: () => void): Touched | undefined {
  let touched: Touched | undefined;
  doc.once('afterTransaction', (transaction: Y.Transaction) => {
    touched = lastTouched(transaction, doc.clientID);
  });
  doc.transact(change);
  return touched;
}

function lastTouched({ beforeState, afterState, deleteSet }: Y.Transaction, client: number): Touched | undefined {
  const end = afterState.get(client) ?? 0;
  if (end > (beforeState.get(client) ?? 0)) return { client, clock: end - 1, how: 'written' };
  // A deletion writes no item of its own (S5): only the item that is gone tells of it.
  for (const [owner, ranges] of deleteSet.clients) {
    const last = ranges.at(-1);
    if (last) return { client: owner, clock: last.clock + last.len - 1, how: 'rubbed-out' };
  }
  return undefined;
}

/** Tells which edits an update carries. */
export function carrier(update: Uint8Array): (touched: Touched) => boolean {
  const { structs, ds } = Y.decodeUpdate(update);
  return ({ client, clock, how }) => {
    if (how === 'rubbed-out') {
      return (ds.clients.get(client) ?? []).some((range) => range.clock <= clock && clock < range.clock + range.len);
    }
    return structs.some(
      (struct) =>
        struct.id.client === client &&
        struct.id.clock <= clock &&
        clock < struct.id.clock + struct.length &&
        !(struct instanceof Y.Skip), // a hole between two pieces carries nothing
    );
  };
}

/** Whether the document has what the edit did. */
export function holds(doc: Y.Doc, { client, clock, how }: Touched): boolean {
  if (Y.getState(doc.store, client) <= clock) return false;
  return how === 'written' || Y.getItem(doc.store, Y.createID(client, clock)).deleted;
}
