import { expect, test } from 'vitest';
import { sha256 } from '../../../src/base/hash.ts';
import { sha256Now } from '../../../src/storage/memory/sha256.ts';

test('is the SHA-256 of the platform, at every length around the block', async () => {
  for (const length of [0, 1, 3, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1_000, 100_000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + length) % 256);
    expect(sha256Now(bytes), `${length} bytes`).toEqual(await sha256(bytes));
  }
});

test('reads only its part of a larger buffer', async () => {
  const part = new Uint8Array([1, 2, 3, 4, 5]).subarray(1, 4);
  expect(sha256Now(part)).toEqual(await sha256(new Uint8Array([2, 3, 4])));
});
