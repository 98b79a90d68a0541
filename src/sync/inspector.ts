import * as Y from 'yjs';
import { type DocumentId, parseDocumentId } from '../classroom/document-id.ts';
import { type Projection, project } from '../classroom/projection.ts';
import { MAX_MESSAGE_BYTES, MAX_UPDATE_BYTES } from '../protocol/limits.ts';
import type { BadReason } from '../protocol/messages.ts';
import { hasGap } from './ydoc.ts';

/** Most structs in one update: a 200-page text pasted at once has about 10,000. */
export const MAX_STRUCTS = 50_000;
/** Most structs of a whole document that comes from above, where each of its updates was inspected: a group's page of a year. */
export const MAX_DOCUMENT_STRUCTS = 1_000_000;
/** Most clients in one update: a class of 30 on one page for a year of openings stays far below. */
export const MAX_CLIENTS = 5_000;

/** What an update from outside turned out to be (S10, S11). */
export type Inspection =
  | {
      readonly verdict: 'good';
      /** ClientIDs under which it adds something. */
      readonly clients: readonly number[];
      /** False where the document already had all of it: nothing to store. */
      readonly news: boolean;
      /** For the kinds on which rights rest: what the document says once the update is in. */
      readonly projection: Projection | undefined;
    }
  | { readonly verdict: 'bad'; readonly why: BadReason }
  /** Something before it is missing; `sv` is what the document has. */
  | { readonly verdict: 'gap'; readonly sv: Uint8Array }
  /** An earlier task of this call spoilt the document's scratch copy: ask again once the good ones are stored. */
  | { readonly verdict: 'later' };

export interface InspectionTask {
  readonly doc: DocumentId;
  readonly update: Uint8Array;
  /** From above a whole document may come at once. */
  readonly isWhole?: boolean;
}

/**
 * Decodes updates from outside in scratch documents. On a server this happens in a worker that can be killed. Tasks of one call
 * to the same document build on each other; after one that is not good, the document's later tasks are answered 'later'.
 *
 * Each way into the log (from below, from above) has an inspector of its own: a scratch document also holds what was decoded and is
 * not stored yet, and the other way must not take that for stored.
 */
export interface Inspector {
  inspect(tasks: readonly InspectionTask[]): Promise<Inspection[]>;
  /** Forgets the scratch documents of these ids: what was inspected did not reach the log, or the log says less now. */
  forget(docs: Iterable<DocumentId>): void;
  /** Forgets every scratch document: the log may say less of any of them. */
  forgetAll(): void;
  /** Rows of these documents may have come by another way: what the log has more is taken up before they are looked at next. */
  refresh(docs: Iterable<DocumentId>): void;
}

/** Whether a node takes an update of this size from below. */
export const isPushable = (update: Uint8Array): boolean =>
  update.byteLength <= MAX_UPDATE_BYTES && typeof shapeOf(update, MAX_STRUCTS) !== 'string';

/**
 * Applies `update` to `scratch`, which holds the document's present state. After 'bad' or 'gap' the scratch document is spoilt
 * and must be thrown away.
 */
export function inspectUpdate(scratch: Y.Doc, task: InspectionTask): Inspection {
  const before = Y.encodeStateVector(scratch);
  const shape = shapeOf(task.update, task.isWhole ? MAX_DOCUMENT_STRUCTS : MAX_STRUCTS);
  if (typeof shape === 'string') return { verdict: 'bad', why: shape };
  let news = false;
  const listen = (): void => {
    news = true;
  };
  scratch.on('update', listen);
  try {
    Y.applyUpdate(scratch, task.update);
  } catch {
    return { verdict: 'bad', why: 'not-an-update' }; // Yjs throws on malformed bytes: the sender keeps them and is told
  } finally {
    scratch.off('update', listen);
  }
  if (hasGap(scratch)) return { verdict: 'gap', sv: before };
  return { verdict: 'good', clients: shape, news, projection: projectionForRights(task.doc, scratch) };
}

function shapeOf(update: Uint8Array, mostStructs: number): number[] | BadReason {
  if (update.byteLength > MAX_MESSAGE_BYTES) return 'too-big';
  try {
    const { structs, ds } = Y.decodeUpdate(update);
    if (structs.length > mostStructs) return 'too-many-structs';
    const clients = new Set(structs.map((struct) => struct.id.client));
    if (clients.size > MAX_CLIENTS || ds.clients.size > MAX_CLIENTS) return 'too-many-clients';
    // Yjs takes a piece of no length, then writes the document so that no Yjs can read it: nobody could join any more.
    const deletions = [...ds.clients.values()].flat();
    if (structs.some(({ length }) => length === 0) || deletions.some(({ len }) => len === 0)) return 'not-an-update';
    return [...clients];
  } catch {
    return 'not-an-update';
  }
}

/** Rights on a class or an assignment follow from what it says; the other kinds need no look inside. */
function projectionForRights(id: DocumentId, doc: Y.Doc): Projection | undefined {
  const ref = parseDocumentId(id);
  return ref.ok && (ref.value.kind === 'class' || ref.value.kind === 'assignment') ? project(id, doc) : undefined;
}
