import type * as Y from 'yjs';
import type { DocumentId } from '../../src/classroom/document-id.ts';
import type { Machine } from './tablet.ts';

/** A thing a pupil did: `mark` was written into `doc`, or `erases` an earlier mark. */
export interface Edit {
  readonly mark: string;
  readonly doc: DocumentId;
  readonly machine: Machine;
  erases: string | undefined;
  client: number;
  /** Shown as saved: ✓. */
  saved: boolean;
  /** Every store that had it was destroyed: nobody can keep that promise. */
  excused: boolean;
}

export function newEdit(
  mark: string,
  machine: Machine,
  { doc, erases }: { doc: DocumentId; erases: string | undefined },
): Edit {
  return { mark, doc, machine, erases, client: 0, saved: false, excused: false };
}

/** The page of a work, as far as the schedules write it. */
export const pageIn = (doc: Y.Doc): Y.Text => doc.getText('page');

/** Writes the edit; `place` says where, from 0 (the page's beginning) to 1 (its end). */
export function apply(doc: Y.Doc, edit: Edit, place: number): void {
  const page = pageIn(doc);
  edit.client = doc.clientID;
  const at = edit.erases === undefined ? -1 : page.toString().indexOf(edit.erases);
  if (at < 0)
    edit.erases = undefined; // not on this device any more
  else page.delete(at, edit.erases!.length);
  // An erasure leaves a mark of its own, so that it can be told from one that never arrived.
  const text = page.toString();
  const marks = text.split('>').length - 1;
  page.insert(endOfMark(text, Math.floor(place * (marks + 0.999))), edit.mark);
}

/** Between two marks, never inside one. */
function endOfMark(text: string, n: number): number {
  let place = 0;
  for (let seen = 0; seen < n; seen++) place = text.indexOf('>', place) + 1;
  return place;
}
