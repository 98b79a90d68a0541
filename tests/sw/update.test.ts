import { expect, test } from 'vitest';
import { takesOver } from '../../sw/update.ts';

test('a version takes over when workbox-window says so', () => {
  expect(takesOver({ type: 'SKIP_WAITING' })).toBe(true);
});

test.each([undefined, null, 'SKIP_WAITING', { type: 'CACHE_URLS' }, {}])('not for %j', (message) => {
  expect(takesOver(message)).toBe(false);
});
