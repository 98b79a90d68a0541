import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { MemoryLogStore } from '../../src/storage/memory/memory-log-store.ts';
import { DocumentCache } from '../../src/sync/document-cache.ts';
import type { Content } from '../../src/sync/ports.ts';

const DOCS = ['work/a/ana', 'work/a/ben', 'work/a/cleo'];

async function logOf(docs: readonly string[]): Promise<MemoryLogStore> {
  const log = new MemoryLogStore();
  for (const doc of docs) await append(log, doc, doc);
  return log;
}

async function append(log: MemoryLogStore, doc: string, text: string): Promise<void> {
  const ydoc = new Y.Doc();
  ydoc.getText('page').insert(0, text);
  await log.append([{ doc, update: Y.encodeStateAsUpdate(ydoc), author: 'ana', device: 't1', authors: [] }]);
}

const said = (ydoc: Y.Doc): string => ydoc.getText('page').toString();

describe('the documents used last', () => {
  test('[S4][S11] are whole, however many ask at once for more of them than are kept', async () => {
    const documents = new DocumentCache(await logOf(DOCS), 2);
    const all = async (): Promise<string[]> => (await Promise.all(DOCS.map((doc) => documents.get(doc)))).map(said);
    await documents.get(DOCS[0]!);
    for (const asked of await Promise.all([all(), all(), all()])) expect(asked).toEqual(DOCS);
    expect(await all()).toEqual(DOCS);
  });

  test('[S12] do not come back by a look that began before they were forgotten', async () => {
    const log = await logOf(DOCS);
    const documents = new DocumentCache(log);
    const contentOf = log.contentOf.bind(log);
    let read: (content: Content) => void = () => {};
    log.contentOf = () => new Promise((resolve) => (read = resolve));
    const looking = documents.get(DOCS[0]!);
    const before = await contentOf(DOCS[0]!);
    await log.erase([DOCS[0]!]);
    documents.forget([DOCS[0]!]);
    log.contentOf = contentOf;
    read(before);
    expect(said(await looking)).toBe('');
    expect(said(await documents.get(DOCS[0]!))).toBe('');
  });
});
