import { expect, test } from 'vitest';
import { base32, matchingStep, stepAt, totpAt } from '../../../src/server/people/totp.ts';

/** The secret of RFC 6238's appendix B, whose codes have eight digits: ours are their last six. */
const SECRET = new TextEncoder().encode('12345678901234567890');

test.each([
  [59, '94287082'],
  [1111111109, '07081804'],
  [1111111111, '14050471'],
  [1234567890, '89005924'],
  [2000000000, '69279037'],
  [20000000000, '65353130'],
])('the code at second %d is the RFC’s', (second, code) => {
  expect(totpAt(SECRET, stepAt(second * 1000))).toBe(code.slice(-6));
});

test('a clock may be one step off, each way, and no more', () => {
  const now = 1_234_567_890_000;
  const matches = (steps: number) => matchingStep(SECRET, totpAt(SECRET, stepAt(now) + steps), now);
  expect([-2, -1, 0, 1, 2].map(matches)).toEqual([undefined, stepAt(now) - 1, stepAt(now), stepAt(now) + 1, undefined]);
});

test('what is no code of six digits matches nothing', () => {
  for (const code of ['', '12345', '1234567', 'abcdef', '１２３４５６'])
    expect(matchingStep(SECRET, code, 59_000)).toBeUndefined();
});

test('a secret is written as RFC 4648 writes it', () => {
  const written = ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) =>
    base32(new TextEncoder().encode(text)),
  );
  expect(written).toEqual(['', 'MY', 'MZXQ', 'MZXW6', 'MZXW6YQ', 'MZXW6YTB', 'MZXW6YTBOI']);
});
