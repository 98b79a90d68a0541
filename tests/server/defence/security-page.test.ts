import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const PROJECT = new URL('../../../', import.meta.url);
const PAGE = new URL('.github/SECURITY.md', PROJECT);
const text = readFileSync(PAGE, 'utf8');

/** Links, and paths as they stand in the tables; one that begins at `rights-matrix/` goes on from the one before it. */
const links = [...text.matchAll(/\]\((\.\.\/[^)]+)\)/g)].map(([, path]) => new URL(path!, PAGE));
const paths = [...text.matchAll(/`((?:tests|src|rights-matrix)\/[\w./-]+)`/g)].map(
  ([, path]) => new URL(path!.replace(/^rights-matrix/, 'tests/server/rights-matrix'), PROJECT),
);

test('what is said to hold is held by a file that is there', () => {
  expect(links.length).toBeGreaterThan(10);
  expect(paths.length).toBeGreaterThan(20);
  const missing = [...links, ...paths].map((url) => fileURLToPath(url)).filter((path) => !existsSync(path));
  expect(missing).toEqual([]);
});
