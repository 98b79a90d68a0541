import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { MAX_UPDATE_BYTES } from '../../src/protocol/limits.ts';
import { isPushable, MAX_CLIENTS, MAX_STRUCTS } from '../../src/sync/inspector.ts';
import { inPieces } from '../../src/sync/pieces.ts';
import { saysTheSame } from '../../src/sync/together.ts';
import { hasGap, newYDoc } from '../../src/sync/ydoc.ts';

/** Millions of characters are cut, on a machine that may have other things to do. */
const PATIENT = { timeout: 60_000 };

/** Takes the pieces up one by one: none may hang in the air, and each must be such as a node takes. */
function expectWhole(pieces: readonly Uint8Array[], like: Y.Doc, from: Y.Doc = newYDoc()): void {
  for (const piece of pieces) {
    expect(isPushable(piece)).toBe(true);
    Y.applyUpdate(from, piece);
    expect(hasGap(from)).toBe(false);
  }
  expect(saysTheSame(like, Y.encodeStateAsUpdate(from))).toBe(true);
  expect(from.getText('text').toJSON()).toBe(like.getText('text').toJSON());
  expect(from.getArray('list').toJSON()).toEqual(like.getArray('list').toJSON());
  expect(from.getMap('map').toJSON()).toEqual(like.getMap('map').toJSON());
  // What is kept of them is merged side by side later.
  expect(saysTheSame(like, Y.mergeUpdates([...pieces, Y.encodeStateAsUpdate(from)]))).toBe(true);
}

const random = (seed: number): (() => number) => {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
};

/** Several writers at once, each on what another had: what one wrote hangs on the others' in both directions. */
function writtenByMany(seed: number): { doc: Y.Doc; early: Y.Doc } {
  const next = random(seed);
  const docs = Array.from({ length: 5 }, newYDoc);
  const [doc, early] = [newYDoc(), newYDoc()];
  const letters = '🐢é'.repeat(8_000);
  for (let turn = 0; turn < 60; turn++) {
    const one = docs[Math.floor(next() * docs.length)]!;
    const text = one.getText('text');
    text.insert(Math.floor(next() * text.length), letters);
    one.getArray('list').insert(Math.floor(next() * one.getArray('list').length), [letters, turn, { turn }]);
    one.getMap('map').set(`key-${turn % 7}`, new Y.Map([['turn', turn]]));
    if (text.length > 30_000) text.delete(Math.floor(next() * 20_000), 3_000);
    Y.applyUpdate(docs[Math.floor(next() * docs.length)]!, Y.encodeStateAsUpdate(one));
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(one));
    if (turn === 20) Y.applyUpdate(early, Y.encodeStateAsUpdate(doc));
  }
  return { doc, early };
}

describe('[S4] an update that is too large for one', PATIENT, () => {
  test.each([1, 2, 3])('is cut into pieces that build on each other, whoever wrote it (%i)', (seed) => {
    const { doc, early } = writtenByMany(seed);
    const update = Y.encodeStateAsUpdate(doc);
    expect(update.byteLength).toBeGreaterThan(MAX_UPDATE_BYTES);
    expectWhole(inPieces(update), doc);
    expectWhole(inPieces(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(early))), doc, early);
  });

  test('is cut by structs, by clients and by what is deleted', () => {
    const doc = newYDoc();
    for (let client = 0; client <= MAX_CLIENTS; client++) {
      doc.clientID = client + 1;
      doc.getArray('list').push([client]);
    }
    doc.transact(() => {
      for (let index = 0; index <= MAX_STRUCTS; index++) doc.getMap('map').set(`${index}`, index);
    });
    doc.transact(() => doc.getArray('list').delete(0, MAX_CLIENTS));
    expectWhole(inPieces(Y.encodeStateAsUpdate(doc)), doc);
  });

  test('never loses half a character', () => {
    const doc = newYDoc();
    doc.getText('text').insert(0, `a${'🐢'.repeat(800_000)}`);
    doc.getText('text').insert(1, `${'🐢'.repeat(800_000)}`);
    expectWhole(inPieces(Y.encodeStateAsUpdate(doc)), doc);
  });

  test('keeps what cannot be cut, and the rest around it', () => {
    const doc = newYDoc();
    doc.getArray('list').push(['before']);
    doc.getArray('list').push([new Uint8Array(MAX_UPDATE_BYTES + 1), 'after']);
    const pieces = inPieces(Y.encodeStateAsUpdate(doc));
    expect(pieces.filter((piece) => !isPushable(piece))).toHaveLength(1);
    const other = newYDoc();
    for (const piece of pieces) Y.applyUpdate(other, piece);
    expect(saysTheSame(doc, Y.encodeStateAsUpdate(other))).toBe(true);
  });

  test('ends also where structs await each other, which no Yjs writes', () => {
    const doc = newYDoc();
    doc.getText('text').insert(0, 'x'.repeat(MAX_UPDATE_BYTES));
    const { structs } = Y.decodeUpdate(Y.encodeStateAsUpdate(doc));
    const encoder = new Y.UpdateEncoderV1();
    encoder.writeLen(2);
    for (const [client, other] of [
      [9, 8],
      [8, 9],
    ] as const) {
      encoder.writeLen(1);
      encoder.writeClient(client);
      encoder.writeLen(0);
      const content = (structs[0] as Y.Item).content;
      const origin = Y.createID(other, 0);
      new Y.Item(Y.createID(client, 0), null, origin, null, null, null, null, content).write(encoder, 0);
    }
    encoder.writeLen(0);
    expect(inPieces(encoder.toUint8Array()).length).toBeGreaterThan(1);
  });
});

test('what is not too large stays as it is', () => {
  const doc = newYDoc();
  doc.getText('text').insert(0, 'Elle nage.');
  const update = Y.encodeStateAsUpdate(doc);
  expect(inPieces(update)).toEqual([update]);
});
