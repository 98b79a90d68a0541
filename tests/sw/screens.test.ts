import { expect, test } from 'vitest';
import { addressFor } from '../../sw/screens.ts';

const at = (path: string) => `https://malle.test${path}`;

test.each([
  ['/', '/index.html'],
  ['/eleve', '/index.html'],
  ['/eleve/act1/lire?pas=2', '/index.html'],
  ['/debug', '/index.html'],
  ['/apis', '/index.html'],
  ['/index.html?source=pwa', '/index.html'],
  ['/player.html', '/player.html'],
  ['/api/ping', '/api/ping'],
  ['/api', '/api'],
  [`/files/${'a'.repeat(64)}`, `/files/${'a'.repeat(64)}`],
])('opening %s shows %s', (path, shown) => {
  expect(addressFor({ url: at(path), mode: 'navigate' })).toBe(at(shown));
});

test('a part of the app is itself', () => {
  expect(addressFor({ url: at('/assets/main-12345678.js'), mode: 'cors' })).toBe(at('/assets/main-12345678.js'));
});
