import { describe, expect, test } from 'vitest';
import { decodeMessage, encodeMessage } from '../../src/protocol/codec.ts';
import { MAX_MESSAGE_ITEMS, MAX_RESET_DOCUMENTS, PROTOCOL_VERSION } from '../../src/protocol/limits.ts';
import { SyncRequestSchema, SyncResponseSchema } from '../../src/protocol/messages.ts';
import { manyItems } from './targets/message.ts';

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
