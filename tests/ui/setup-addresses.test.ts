import { expect, test } from 'vitest';
import type { FindingState } from '../../src/protocol/office/trolley.ts';
import { setupAddresses } from '../../src/ui/office/trolley/setup-addresses.ts';

const NAME = 'http://malle-3.local:8080';
const NUMBERS = ['http://192.168.1.20:8080', 'http://10.0.0.2:8080'];
const of = (state: FindingState, setup = [NAME, ...NUMBERS]) =>
  setupAddresses({ setup, findings: [{ check: 'name', state, value: null }] });

test('a trolley that is found by its name says the name first', () => {
  expect(of('good')).toEqual([NAME, ...NUMBERS]);
});

test.each<FindingState>(['attention', 'bad', 'unknown'])(
  'where its name is %s, the square leads by address',
  (state) => {
    expect(of(state)).toEqual([...NUMBERS, NAME]);
  },
);

test('a trolley that has no address yet keeps its name', () => {
  expect(of('attention', [NAME])).toEqual([NAME]);
  expect(of('attention', [])).toEqual([]);
});
