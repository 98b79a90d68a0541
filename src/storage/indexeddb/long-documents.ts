import type { DocumentId } from '../../classroom/document-id.ts';
import { allWith, type CartableDatabase } from './cartable-database.ts';
import { orStorageFailure } from './failure.ts';

/** Documents whose rows are counted at a time: who writes a keystroke meanwhile waits for these, not for thousands. */
const COUNTED_AT_ONCE = 64;

/** Documents with at least so many rows, sorted, as they are found. */
export async function* longDocuments(database: CartableDatabase, atLeast: number): AsyncGenerator<DocumentId[]> {
  const { documents, rows } = database;
  const ids = await orStorageFailure(() => documents.toCollection().primaryKeys());
  const countOf = (doc: DocumentId) =>
    rows
      .where('[doc+seq]')
      .between(...allWith(doc))
      .count();
  for (let from = 0; from < ids.length; from += COUNTED_AT_ONCE) {
    const some = ids.slice(from, from + COUNTED_AT_ONCE);
    const counting = () => database.transaction('r', rows, () => Promise.all(some.map(countOf)));
    const counts = await orStorageFailure(counting);
    yield some.filter((_, i) => counts[i]! >= atLeast);
  }
}
