import * as Y from 'yjs';
import { MAPS_BY_PUPIL } from './class-document.ts';

/** Whether the document still says anything of this pupil, or said it and keeps that. */
export function speaksOf(doc: Y.Doc, pupil: string): boolean {
  return entriesUnder(doc, pupil).some((item) => !item.deleted || !(item.content instanceof Y.ContentDeleted));
}

/**
 * Takes out of the document's memory what it said of a pupil whose entry was deleted. Yjs does the same by itself where it keeps no
 * history: other replicas agree, whether they have the content still or not.
 */
export function forgetEntries(doc: Y.Doc, pupil: string): void {
  for (const item of entriesUnder(doc, pupil)) if (item.deleted) item.gc(doc.store, false);
}

/** All that stood under the pupil's key, the newest first: a map keeps each value that was written over to the left of the next. */
function entriesUnder(doc: Y.Doc, pupil: string): Y.Item[] {
  const items: Y.Item[] = [];
  for (const map of MAPS_BY_PUPIL)
    for (let item = doc.getMap(map)._map.get(pupil); item; item = item.left ?? undefined) items.push(item);
  return items;
}
