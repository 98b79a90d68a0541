import * as Y from 'yjs';
import { entriesOf } from './fields.ts';
import { pageOf } from './work.ts';

/*
 * An earlier version comes back as new edits of whoever wants it back (S14): nothing is rewound, so what others wrote meanwhile
 * stays in the history and the restored work syncs like any other edit. Paragraphs that did not change are left alone, so that
 * the cursors of friends stay in them.
 */

/** Makes a page say what it said in an earlier version of its document. */
export function restorePage(page: Y.XmlFragment, earlier: Y.XmlFragment): void {
  const [now, then] = [page.toArray(), earlier.toArray()];
  const [shapesNow, shapesThen] = [now.map(shapeOf), then.map(shapeOf)];
  const start = sameAtStart(shapesNow, shapesThen);
  const end = sameAtStart(shapesNow.slice(start).reverse(), shapesThen.slice(start).reverse());
  const missing = then.slice(start, then.length - end).map((node) => node.clone());
  transact(page.doc, () => {
    if (now.length - end > start) page.delete(start, now.length - end - start);
    if (missing.length > 0) page.insert(start, missing as (Y.XmlElement | Y.XmlText)[]);
  });
}

/** Makes all pages and answers of a work say what they said. Whether it is handed in is an act, and stays. */
export function restoreWork(doc: Y.Doc, earlier: Y.Doc): void {
  const steps = new Set(
    [...doc.share.keys(), ...earlier.share.keys()].flatMap((name) =>
      name.startsWith('page:') ? [name.slice('page:'.length)] : [],
    ),
  );
  transact(doc, () => {
    for (const step of steps) restorePage(pageOf(doc, step), pageOf(earlier, step));
    restoreMap(doc.getMap('answers'), earlier.getMap('answers'));
  });
}

function restoreMap(map: Y.Map<unknown>, earlier: Y.Map<unknown>): void {
  for (const key of [...map.keys()]) if (!earlier.has(key)) map.delete(key);
  for (const [key, value] of entriesOf(earlier)) {
    if (JSON.stringify(map.get(key)) !== JSON.stringify(value)) map.set(key, value);
  }
}

function sameAtStart(a: readonly string[], b: readonly string[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return i;
  return length;
}

type Node = Y.XmlElement | Y.XmlText | Y.XmlHook;

/** Two nodes of the same shape say the same, marks included. */
function shapeOf(node: Node): string {
  if (node instanceof Y.XmlText) return JSON.stringify(node.toDelta());
  if (!(node instanceof Y.XmlElement)) return node.toString();
  const children = node.toArray() as Node[];
  return JSON.stringify([node.nodeName, node.getAttributes(), children.map(shapeOf)]);
}

function transact(doc: Y.Doc | null, change: () => void): void {
  if (doc) doc.transact(change);
  else change();
}
