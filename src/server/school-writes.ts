import * as Y from 'yjs';
import { classDocument } from '../classroom/document-id.ts';
import { PROTOCOL_VERSION } from '../protocol/limits.ts';
import type { Push } from '../protocol/messages.ts';
import { type Principal, SCHOOL_ACCOUNT } from '../sync/access.ts';
import type { LogStore } from '../sync/ports.ts';
import type { Station } from '../sync/station.ts';
import { ydocOf } from '../sync/ydoc.ts';

export interface SchoolWriterParts {
  readonly store: LogStore;
  readonly station: Station;
  /** This node's own name, under which it writes. */
  readonly node: string;
}

/** A class list as the log has it now, to be changed by forward edits (S14). */
export interface OpenList {
  readonly classId: string;
  readonly ydoc: Y.Doc;
  /** What the log has of it. */
  readonly before: Uint8Array;
}

export async function openList(store: LogStore, classId: string): Promise<OpenList> {
  const ydoc = ydocOf(await store.rowsOf(classDocument(classId)));
  return { classId, ydoc, before: Y.encodeStateVector(ydoc) };
}

/** Writes what was changed in these lists, all in one transaction and in this node's own name. */
export async function writeLists({ station, node }: SchoolWriterParts, lists: readonly OpenList[]): Promise<void> {
  const pushes = lists.map(({ classId, ydoc, before }): Push => {
    const update = Y.encodeStateAsUpdate(ydoc, before);
    return { doc: classDocument(classId), update, author: SCHOOL_ACCOUNT, device: node };
  });
  const principal: Principal = { device: node, role: 'node', classes: [], account: SCHOOL_ACCOUNT };
  const request = { v: PROTOCOL_VERSION, cursor: null, pushes, wants: [], quiet: true };
  const { results } = await station.responder.answer(principal, request);
  const refused = results.find(({ s }) => s !== 'ok');
  if (refused) throw new Error(`a class list could not be written: ${refused.s}`);
}
