import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { COMPRESS_FROM_BYTES } from '../../src/protocol/limits.ts';
import { compress } from '../../src/server/compression.ts';

const LONG = new Uint8Array(COMPRESS_FROM_BYTES).fill(7);

test.each([
  ['gzip, deflate, br', 'br'],
  ['gzip', 'gzip'],
  ['GZIP;q=0.5', 'gzip'],
  ['br;q=0, gzip', 'gzip'],
  ['br; q=0.0', undefined],
  ['identity', undefined],
  [undefined, undefined],
])('an answer is compressed as its asker allows: %s', async (accept, expected) => {
  const { bytes, encoding } = await compress(LONG, accept);
  expect(encoding).toBe(expected);
  const plain = encoding === 'br' ? brotliDecompressSync(bytes) : encoding === 'gzip' ? gunzipSync(bytes) : bytes;
  expect(Buffer.from(plain).equals(LONG)).toBe(true);
});

test('a small answer stays as it is', async () => {
  expect((await compress(LONG.subarray(1), 'br')).encoding).toBeUndefined();
});
