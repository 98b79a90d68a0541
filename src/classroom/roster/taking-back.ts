import * as Y from 'yjs';
import { MAPS_BY_PUPIL, type Pupil, readClass } from '../class-document.ts';
import { entriesOf } from '../fields.ts';

/** The maps of a class list that an import writes into. */
const MAPS = ['class', 'pupils', 'codes', 'cards', 'groups'] as const;

/** One key that an edit changed: what it said before and says now, as JSON; undefined where there was nothing. */
export interface KeyChange {
  readonly map: string;
  readonly key: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Makes a change and tells what it did. */
export function changesOf(doc: Y.Doc, change: () => void): KeyChange[] {
  const before = statesOf(doc);
  change();
  const after = statesOf(doc);
  const places = new Set([...before.keys(), ...after.keys()]);
  return [...places].flatMap((place): KeyChange[] => {
    if (before.get(place) === after.get(place)) return [];
    const [map = '', key = ''] = JSON.parse(place) as string[];
    return [{ map, key, before: before.get(place), after: after.get(place) }];
  });
}

function statesOf(doc: Y.Doc): Map<string, string> {
  const states = MAPS.flatMap((map) =>
    entriesOf(doc.getMap(map)).map(([key, value]) => [JSON.stringify([map, key]), JSON.stringify(value)] as const),
  );
  return new Map(states);
}

export const valueNow = (doc: Y.Doc, map: string, key: string): string | undefined => {
  const value = doc.getMap(map).get(key);
  return value === undefined ? undefined : JSON.stringify(value);
};

/**
 * The newest value under this key, of now or before, that is the one sought. A document that keeps its history (S14) has each
 * value that was written over to the left of the next; what was erased is there no more.
 */
export function valueOnce(doc: Y.Doc, map: string, key: string, isIt: (json: string) => boolean): unknown {
  for (let item = doc.getMap(map)._map.get(key); item; item = item.left ?? undefined) {
    if (!(item.content instanceof Y.ContentAny)) continue;
    const value: unknown = item.content.arr.at(-1);
    if (value !== undefined && isIt(JSON.stringify(value))) return value;
  }
  return undefined;
}

/** A pupil as the list last had them, code and card too; undefined where nothing is left of them. */
export function pupilOnce(doc: Y.Doc, id: string): Pupil | undefined {
  const scratch = new Y.Doc();
  for (const field of ['name', 'level']) scratch.getMap('class').set(field, '');
  for (const map of MAPS_BY_PUPIL) {
    const value = valueOnce(doc, map, id, () => true);
    if (value !== undefined) scratch.getMap(map).set(id, value);
  }
  return readClass('', scratch)?.pupils[0];
}
