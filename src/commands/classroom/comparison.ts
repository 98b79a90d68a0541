import * as Y from 'yjs';
import type { DocumentId } from '../../classroom/document-id.ts';
import type { LogStore } from '../../sync/ports.ts';
import { newYDoc, ydocOf } from '../../sync/ydoc.ts';
import { type Edit, holds } from './edit.ts';

/** What one tablet has: in its store, and on its screen. */
export interface Compared {
  readonly log: LogStore;
  readonly opened: ReadonlyMap<DocumentId, { readonly doc: Y.Doc }>;
}

/** A document of which a tablet shows something else than the fresh one. */
export interface Difference {
  /** Which of the compared, from 0. */
  readonly tablet: number;
  readonly doc: DocumentId;
}

/** Every document that the store has, made anew from its rows. */
export async function documentsOf(log: LogStore): Promise<Map<DocumentId, Y.Doc>> {
  const ids = await log.documentIds();
  return new Map(await Promise.all(ids.map(async (id) => [id, ydocOf(await log.rowsOf(id))] as const)));
}

/** Where tablets differ in content from the fresh one. State vectors would not show a lost deletion (S5). */
export async function differences(
  tablets: readonly Compared[],
  fresh: ReadonlyMap<DocumentId, Y.Doc>,
): Promise<Difference[]> {
  const wanted = new Map(Array.from(fresh, ([id, doc]) => [id, contentOf(doc)]));
  const empty = contentOf(newYDoc());
  const found: Difference[] = [];
  for (const [tablet, { log, opened }] of tablets.entries()) {
    const stored = await documentsOf(log);
    for (const doc of new Set([...wanted.keys(), ...stored.keys()])) {
      const content = wanted.get(doc) ?? empty;
      const shown = [stored.get(doc), opened.get(doc)?.doc];
      const differs = contentOf(stored.get(doc) ?? newYDoc()) !== content;
      if (differs || shown.some((one) => one && contentOf(one) !== content)) found.push({ tablet, doc });
    }
  }
  return found;
}

/** Edits that a pupil saw as ✓✓ and that the fresh tablet has not got. */
export function lostEdits(acknowledged: Iterable<Edit>, fresh: ReadonlyMap<DocumentId, Y.Doc>): Edit[] {
  return [...acknowledged].filter(({ doc, touched }) => {
    const found = fresh.get(doc);
    return !found || !holds(found, touched);
  });
}

/** All that a document says, whatever it is made of: the same text for the same content. */
export function contentOf(doc: Y.Doc): string {
  const parts = [...doc.share.keys()].sort().map((name) => [name, partOf(doc, name)] as const);
  return JSON.stringify(parts.filter(([, part]) => part !== '[]' && part !== '{}' && part !== ''));
}

function partOf(doc: Y.Doc, name: string): string {
  if (name.startsWith('page:')) return doc.getXmlFragment(name).toString();
  const part = doc.share.get(name);
  // Until someone asks for it by its type, a part of a document does not know its own: named entries make it a map.
  const isMap = part instanceof Y.Map || (part?._map.size ?? 0) > 0;
  return JSON.stringify((isMap ? doc.getMap(name) : doc.getArray(name)).toJSON(), inOrder);
}

/** Entries of a map come in the order in which they arrived. */
function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
