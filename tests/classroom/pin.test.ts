import { expect, test } from 'vitest';
import { checkPin, hashPin, PIN_ROUNDS, pinFault } from '../../src/classroom/pin.ts';

test('four to eight digits are a PIN, but for those that are guessed first', () => {
  for (const pin of ['2580', '974974', '40302010', '1357', '1123']) expect(pinFault(pin), pin).toBeUndefined();
  for (const pin of ['', '123', '258', '123456789', '25a0', '25 80', '٢٥٨٠']) expect(pinFault(pin), pin).toBe('length');
  for (const pin of ['0000', '77777777', '1234', '456789', '4321', '98765'])
    expect(pinFault(pin), pin).toBe('too-easy');
});

test('a PIN opens and no other does; two hashes of the same have nothing in common', async () => {
  const [kept, other] = [await hashPin('2580', 10), await hashPin('2580', 10)];
  expect(await checkPin('2580', kept)).toBe(true);
  for (const pin of ['2581', '25800', '', '0852']) expect(await checkPin(pin, kept)).toBe(false);
  expect(kept.salt).not.toBe(other.salt);
  expect(kept.hash).not.toBe(other.hash);
  expect(JSON.stringify(kept)).not.toContain('2580');
});

test('it costs what a password’s hash should', () => expect(PIN_ROUNDS).toBeGreaterThanOrEqual(600_000));
