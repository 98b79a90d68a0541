import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { MemoryLogStore } from '../../src/storage/memory/memory-log-store.ts';
import { nextParcels } from '../../src/sync/outbox.ts';
import type { Row } from '../../src/sync/ports.ts';
import { ydocFrom, ydocOf } from '../../src/sync/ydoc.ts';

const DOC = 'work/a/ilot';

/** A page on which two pupils write in turns, each so many words at a time. */
async function turns(log: MemoryLogStore, count: number, words: number): Promise<void> {
  const doc = new Y.Doc();
  let update: Uint8Array = new Uint8Array();
  doc.on('update', (made: Uint8Array) => (update = made));
  for (let turn = 0; turn < count; turn++) {
    const author = turn % 2 === 0 ? 'ana' : 'ben';
    for (let word = 0; word < words; word++) {
      doc.getText('page').insert(doc.getText('page').length, `${turn}.${word} `);
      await log.append([{ doc: DOC, update, author, device: 't1', authors: [[doc.clientID, author, 't1']] }]);
    }
  }
}

describe('what goes up', () => {
  test('[S3] neighbouring rows of one author travel as one, and together they say all', async () => {
    const log = new MemoryLogStore();
    await turns(log, 5, 3);
    const parcels = await nextParcels(log, new Set());
    expect(parcels.map(({ push, rows }) => [push.author, rows.length])).toEqual(
      ['ana', 'ben', 'ana', 'ben', 'ana'].map((author) => [author, 3]),
    );
    const arrived = ydocFrom(parcels.map(({ push }) => push.update));
    expect(Y.encodeStateAsUpdate(arrived)).toEqual(Y.encodeStateAsUpdate(ydocOf(await log.rowsOf(DOC))));
  });

  test('[S11] what builds on a row that is lost here goes up as it is, beside what does not', async () => {
    const log = new MemoryLogStore();
    const told = new Y.Doc();
    const updates: Uint8Array[] = [];
    told.on('update', (update: Uint8Array) => updates.push(update));
    for (const word of ['Elle ', 'nage. ']) told.getText('page').insert(told.getText('page').length, word);
    const again = new Y.Doc();
    again.getText('title').insert(0, 'La tortue');
    updates.push(Y.encodeStateAsUpdate(again));
    const [lost, building, beside] = updates;
    for (const update of [building!, beside!]) {
      await log.append([{ doc: DOC, update, author: 'ana', device: 't1', authors: [] }]);
    }
    const parcels = await nextParcels(log, new Set());
    const arrived = ydocFrom([lost!, ...parcels.map(({ push }) => push.update)]);
    expect(parcels.flatMap(({ rows }) => rows)).toHaveLength(2);
    expect(arrived.getText('page').toString()).toBe('Elle nage. ');
    expect(arrived.getText('title').toString()).toBe('La tortue');
  });

  test('costs no more for each turn that was taken before: every row is read into a document once', async () => {
    const log = new MemoryLogStore();
    await turns(log, 200, 2);
    let looks = 0;
    const counted = (rows: readonly Row[]): Row[] =>
      rows.map(({ update, ...row }) =>
        Object.defineProperty({ ...row, update }, 'update', { get: () => ((looks += 1), update) }),
      );
    const rowsOf = log.rowsOf.bind(log);
    log.rowsOf = async (doc) => counted(await rowsOf(doc));
    expect(await nextParcels(log, new Set())).toHaveLength(200);
    expect(looks).toBeLessThanOrEqual(2 * 400);
  });
});
