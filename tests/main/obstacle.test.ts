import { expect, test } from 'vitest';
import { findObstacle } from '../../src/main/obstacle.ts';

const GOOD = {
  isSecureContext: true,
  indexedDB: {},
  BroadcastChannel: {},
  CompressionStream: {},
  navigator: { locks: {} },
};
const find = (window: object) => findObstacle(window as Window & typeof globalThis);

test('nothing stands in the way of a browser of today at a safe address', () => {
  expect(find(GOOD)).toBeUndefined();
});

test('an address without HTTPS hides most of what is needed, so it is named first', () => {
  expect(find({ isSecureContext: false, navigator: {} })).toBe('address');
});

test.each(['indexedDB', 'BroadcastChannel', 'CompressionStream'])('a browser without %s is too old', (name) => {
  expect(find(Object.fromEntries(Object.entries(GOOD).filter(([key]) => key !== name)))).toBe('browser');
});

test('a browser without locks is too old', () => {
  expect(find({ ...GOOD, navigator: {} })).toBe('browser');
});
