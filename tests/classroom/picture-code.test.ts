import { describe, expect, test } from 'vitest';
import { checkCode, CODE_ROUNDS, hashCode, type PictureCode, randomCode } from '../../src/classroom/picture-code.ts';
import { PICTURE_NAMES, type PictureName } from '../../src/classroom/pictures.ts';

const CODE: PictureCode = ['sun', 'tortoise', 'key'];
/** Few rounds keep a test quick; the number travels with the hash. */
const ROUNDS = 10;

describe('a picture code', () => {
  test('opens with its three pictures in their order, and with nothing else', async () => {
    const stored = await hashCode(CODE, ROUNDS);
    expect(await checkCode(CODE, stored)).toBe(true);
    const others: PictureName[][] = [
      ['key', 'tortoise', 'sun'],
      ['sun', 'tortoise', 'boat'],
      ['sun', 'tortoise'],
      ['sun', 'tortoise', 'key', 'key'],
      [],
    ];
    for (const tapped of others) expect(await checkCode(tapped, stored)).toBe(false);
  });

  test('of all twelve pictures, one alone is right in each place', async () => {
    const stored = await hashCode(CODE, ROUNDS);
    const lasts = await Promise.all(PICTURE_NAMES.map((last) => checkCode(['sun', 'tortoise', last], stored)));
    expect(lasts.filter(Boolean)).toHaveLength(1);
  });

  test('the same code is stored differently for each pupil, and never in clear', async () => {
    const [first, second] = [await hashCode(CODE, ROUNDS), await hashCode(CODE, ROUNDS)];
    expect(first.hash).not.toBe(second.hash);
    expect(JSON.stringify(first)).not.toMatch(/sun|tortoise|key/);
  });

  test('that nobody chose takes each picture as often as any other', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => 255 - index);
    let at = 0;
    const random = (count: number) => bytes.slice(at, (at += count));
    // The four values that would favour four pictures come first, and are passed over.
    const counts = new Map<string, number>();
    for (let codes = 0; codes < 84; codes += 1)
      for (const picture of randomCode(random)) counts.set(picture, (counts.get(picture) ?? 0) + 1);
    expect(counts.size).toBe(12);
    expect(new Set(counts.values())).toEqual(new Set([21]));
  });

  test('costs what it should where nobody says otherwise', async () => {
    expect((await hashCode(CODE)).rounds).toBe(CODE_ROUNDS);
  });

  test('one that was damaged on its way opens for nobody, and breaks nothing', async () => {
    const stored = await hashCode(CODE, ROUNDS);
    const damaged = [
      { ...stored, salt: 'é' },
      { ...stored, salt: '' },
      { ...stored, hash: '' },
      { ...stored, hash: '===' },
      { ...stored, hash: stored.hash.slice(1) },
      ...[0, -1, 1.5, NaN, Infinity, 2 ** 40].map((rounds) => ({ ...stored, rounds })),
    ];
    for (const one of damaged) expect(await checkCode(CODE, one)).toBe(false);
  });
});
