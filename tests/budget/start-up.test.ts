import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { startUpScripts, type Manifest } from './start-up-scripts.ts';

/** Gzipped script for the pupil's first screen. On a cheap tablet parsing this much takes about a second. */
const BUDGET_BYTES = 90_000;

/** Lazy parts (by source file, from src/) that « Qui es-tu ? » fetches before a pupil can tap a face. None today. */
const FIRST_SCREEN: string[] = [];

/**
 * What follows while a pupil looks for their face and draws their code: « Mon cartable » and the engine. No promise was
 * made about it; it is held so that weight does not simply move behind the first paint.
 */
const UP_TO_MY_SATCHEL = [...FIRST_SCREEN, 'ui/pupil/Code.svelte', 'ui/pupil/Home.svelte', 'main/engine.ts'];
const BUDGET_UP_TO_MY_SATCHEL_BYTES = 160_000;

/** What a pupil opens later, or never: it must not be paid for at the door. */
const FOR_LATER = ['prosemirror-model', 'prosemirror-view', 'y-prosemirror', 'pdfjs-dist', 'uqr', 'qr'];

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
  ["the pupil's first screen costs", BUDGET_BYTES, FIRST_SCREEN],
  ['with what follows until « Mon cartable » it costs', BUDGET_UP_TO_MY_SATCHEL_BYTES, UP_TO_MY_SATCHEL],
])('%s at most %i bytes of gzipped script', (what, budget, parts) => {
  const all = scripts(parts);
  const bytes = all.reduce((sum, script) => sum + script.bytes, 0);
  console.log(`${what} ${(bytes / 1000).toFixed(1)} kB of ${budget / 1000} kB, in ${all.length} files`);
  expect(bytes, all.map((script) => `${script.file} ${script.bytes}`).join('\n')).toBeLessThanOrEqual(budget);
});

test('the editor, the PDF reader and the players are not in it', () => {
  const packages = scripts(UP_TO_MY_SATCHEL).flatMap(({ file }) => packagesInside(file));
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
