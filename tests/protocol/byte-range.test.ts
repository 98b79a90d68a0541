import { expect, test } from 'vitest';
import { readByteRange } from '../../src/protocol/byte-range.ts';

test.each([
  ['bytes=0-99', { first: 0, last: 99 }],
  ['bytes=100-', { first: 100, last: 999 }],
  ['bytes=0-', { first: 0, last: 999 }],
  ['bytes=-100', { first: 900, last: 999 }],
  ['bytes=-5000', { first: 0, last: 999 }],
  ['bytes=999-999', { first: 999, last: 999 }],
  ['bytes=900-5000', { first: 900, last: 999 }],
])('%s of 1,000 bytes', (header, range) => {
  expect(readByteRange(header, 1000)).toEqual(range);
});

test.each(['bytes=1000-', 'bytes=1000-1001', 'bytes=-0', 'bytes=99999999999999999999-'])(
  '%s lies outside 1,000 bytes',
  (header) => {
    expect(readByteRange(header, 1000)).toBe('unsatisfiable');
  },
);

test.each(['bytes=0-', 'bytes=-1'])('%s lies outside an empty file', (header) => {
  expect(readByteRange(header, 0)).toBe('unsatisfiable');
});

test.each([
  undefined,
  null,
  '',
  'bytes=',
  'bytes=-',
  'bytes=5-4',
  'bytes=0-1,3-4',
  'chunks=0-1',
  'bytes=a-b',
  'bytes = 0-1',
])('%s asks for the whole file', (header) => {
  expect(readByteRange(header, 1000)).toBe('whole');
});
