import { expect, test } from 'vitest';
import { KeptPieces } from '../../src/sync/kept-pieces.ts';

/** Together with a name of one letter, ten bytes. */
const piece = (): Uint8Array => new Uint8Array(9);

test('keeps so many bytes, and lets the oldest go first', () => {
  const kept = new KeptPieces(30);
  for (const name of ['a', 'b', 'c', 'd']) kept.keep(name, piece());
  expect(['a', 'b', 'c', 'd'].map((name) => kept.get(name)?.byteLength)).toEqual([undefined, 9, 9, 9]);
  kept.keep('e', new Uint8Array(19));
  expect(['b', 'c', 'd', 'e'].map((name) => kept.get(name)?.byteLength)).toEqual([undefined, undefined, 9, 19]);
});

test('counts names, and what is kept twice once', () => {
  const kept = new KeptPieces(30);
  for (let turn = 0; turn < 5; turn++) kept.keep('a', piece());
  kept.keep('b'.repeat(11), piece());
  expect(kept.get('a')).toEqual(piece());
  kept.keep('c', piece());
  expect(kept.get('a')).toBeUndefined();
});

test('keeps all that it has where something larger than all of it comes', () => {
  const kept = new KeptPieces(30);
  kept.keep('a', piece());
  kept.keep('b', new Uint8Array(30));
  expect(kept.get('a')).toEqual(piece());
  expect(kept.get('b')).toBeUndefined();
});
