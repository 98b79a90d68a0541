import { describe, expect, test } from 'vitest';
import { decodeMessage, encodeMessage } from '../../src/protocol/codec.ts';
import { MAX_MESSAGE_ITEMS, MAX_RESET_DOCUMENTS, PROTOCOL_VERSION } from '../../src/protocol/limits.ts';
import { SyncRequestSchema, SyncResponseSchema } from '../../src/protocol/messages.ts';
import { inspectUpdate } from '../../src/sync/inspector.ts';
import { newYDoc } from '../../src/sync/ydoc.ts';
import { manyItems } from './targets/message.ts';
import { checkUpdate } from './targets/update.ts';

/* What the fuzzer found, each as the case that failed first. */

describe('CBOR of many items', () => {
  // 8 MiB of empty maps kept the hub's only thread for three seconds: an item costs far more than its byte.
  test.each([
    ['empty maps', 0xa0],
    ['empty lists', 0x80],
    ['zeros', 0x00],
  ])('is refused at its limit, not read to its end: %s', (_, item) => {
    expect(decodeMessage(manyItems(item, MAX_MESSAGE_ITEMS + 100), SyncRequestSchema)).toEqual({
      ok: false,
      error: 'too-large',
    });
  });

  test('is read where an honest node sends it: a class after a year, all at once', () => {
    const authors = Array.from({ length: 10 }, (_, client) => [client, 'awa', 't1']);
    const row = { doc: 'work/a/awa', update: new Uint8Array([0, 0]), seq: 1, authors };
    const cursor = { epoch: 'e', seq: 0, tag: '' };
    const message = {
      ...{ v: PROTOCOL_VERSION, node: { epoch: 'e', role: 'hub' }, results: [], diffs: [], more: false },
      ...{ receipt: { seq: 0, held: [] }, since: 0, cursor },
      reset: new Array<string>(MAX_RESET_DOCUMENTS).fill('work/assignment/pupil'),
      rows: new Array<unknown>(4_000).fill(row),
    };
    expect(decodeMessage(encodeMessage(message), SyncResponseSchema).ok).toBe(true);
  });
});

describe('[S10] an update of a piece that has no length', () => {
  // Yjs takes it, and writes the whole document so that no Yjs can read it again: nobody could join any more.
  const pieces: [string, number[]][] = [
    ['a gap left by deleted text', [1, 1, 120, 0, 0, 0, 0]],
    ['an empty text', [1, 1, 120, 0, 4, 1, 1, 0x74, 0, 0]],
    ['deleted text', [1, 1, 120, 0, 1, 1, 1, 0x74, 0, 0]],
    ['a deletion', [0, 1, 120, 1, 0, 0]],
  ];
  const samples = [[], [Uint8Array.of(1, 1, 120, 0, 4, 1, 1, 0x74, 1, 0x78, 0)]];

  test.each(pieces)('is refused: %s', (_, bytes) => {
    const update = Uint8Array.from(bytes);
    for (const base of samples) {
      expect(checkUpdate({ sample: { doc: 'work/a/p', base, updates: [] }, update })).toBe('refused');
    }
    const answer = inspectUpdate(newYDoc(), { doc: 'work/a/p', update });
    expect(answer).toEqual({ verdict: 'bad', why: 'not-an-update' });
  });
});
