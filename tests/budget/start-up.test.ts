import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { startUpScripts, type Manifest } from './start-up-scripts.ts';

/** Gzipped script for the pupil's first screen. On a cheap tablet parsing this much takes about a second. */
const BUDGET_BYTES = 90_000;

/** The lazy parts (by source file, from src/) between the address and « Mon cartable »: a pupil waits for these too. */
const UP_TO_MY_SATCHEL = ['ui/pupil/Home.svelte'];

/** The engine is fetched after the first paint, while a pupil looks for their face; held too, lest all moves in there. */
const ENGINE = ['main/engine.ts'];
const BUDGET_WITH_ENGINE_BYTES = 130_000;

/** What a pupil opens later, or never: it must not be paid for at the door. */
const FOR_LATER = ['prosemirror-model', 'prosemirror-view', 'y-prosemirror', 'pdfjs-dist', 'qrcode'];

const dist = (file: string) => fileURLToPath(new URL(`../../dist/${file}`, import.meta.url));

/** Read inside each test: where there is no build, a test says so. */
function scripts(parts: string[]): { file: string; bytes: number }[] {
  const manifest = JSON.parse(readFileSync(dist('.vite/manifest.json'), 'utf8')) as Manifest;
  return startUpScripts(manifest, parts).map((file) => ({
    file,
    bytes: gzipSync(readFileSync(dist(file)), { level: 9 }).length,
  }));
}

test.each([
  ["the pupil's first screens cost", BUDGET_BYTES, UP_TO_MY_SATCHEL],
  ['with the engine that follows they cost', BUDGET_WITH_ENGINE_BYTES, [...UP_TO_MY_SATCHEL, ...ENGINE]],
])('%s at most %i bytes of gzipped script', (what, budget, parts) => {
  const all = scripts(parts);
  const bytes = all.reduce((sum, script) => sum + script.bytes, 0);
  console.log(`${what} ${(bytes / 1000).toFixed(1)} kB of ${budget / 1000} kB, in ${all.length} files`);
  expect(bytes, all.map((script) => `${script.file} ${script.bytes}`).join('\n')).toBeLessThanOrEqual(budget);
});

test('the editor, the PDF reader and the players are not in it', () => {
  const packages = scripts([...UP_TO_MY_SATCHEL, ...ENGINE]).flatMap(({ file }) => packagesInside(file));
  expect(packages).toContain('svelte');
  expect(packages.filter((name) => FOR_LATER.includes(name))).toEqual([]);
});

/** The packages that a built script holds code of, as its source map tells. */
function packagesInside(file: string): string[] {
  // The bundler's own few lines have no sources.
  if (!existsSync(dist(`${file}.map`))) return [];
  const { sources } = JSON.parse(readFileSync(dist(`${file}.map`), 'utf8')) as { sources: string[] };
  const names = sources.map((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))];
}
