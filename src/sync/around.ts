import type { DocumentId } from '../classroom/document-id.ts';
import type { Content, LogStore } from './ports.ts';

/** A document, with its rows from position `first` on one by one, whatever the store keeps put together. */
export async function around(log: LogStore, doc: DocumentId, first: number): Promise<Pick<Content, 'base' | 'rows'>> {
  const content = await log.contentOf(doc);
  return content.upTo < first ? content : { base: undefined, rows: await log.rowsOf(doc) };
}
