import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { startUpScripts, type Manifest } from './start-up-scripts.ts';

/** Gzipped script for the pupil's first screen. On a cheap tablet parsing this much takes about a second. */
const BUDGET_BYTES = 90_000;

/** Lazy parts (by source file, from src/) that « Qui es-tu ? » loads before a pupil can tap a face. None today. */
const PARTS_OF_THE_FIRST_SCREEN: string[] = [];

/** What a pupil opens later, or never: it must not be paid for at the door. */
const FOR_LATER = ['prosemirror-model', 'prosemirror-view', 'y-prosemirror', 'pdfjs-dist', 'qrcode'];

const dist = (file: string) => fileURLToPath(new URL(`../../dist/${file}`, import.meta.url));

/** Read inside each test: where there is no build, a test says so. */
function scripts(): { file: string; bytes: number }[] {
  const manifest = JSON.parse(readFileSync(dist('.vite/manifest.json'), 'utf8')) as Manifest;
  return startUpScripts(manifest, PARTS_OF_THE_FIRST_SCREEN).map((file) => ({
    file,
    bytes: gzipSync(readFileSync(dist(file)), { level: 9 }).length,
  }));
}

test("the pupil's first screen costs at most 90 kB of gzipped script", () => {
  const bytes = scripts().reduce((sum, script) => sum + script.bytes, 0);
  const list = scripts().map((script) => `${script.file} ${script.bytes}`);
  console.log(`start-up: ${(bytes / 1000).toFixed(1)} kB of ${BUDGET_BYTES / 1000} kB in ${list.length} files`);
  expect(bytes, list.join('\n')).toBeLessThanOrEqual(BUDGET_BYTES);
});

test('the editor, the PDF reader and the players are not in it', () => {
  const packages = scripts().flatMap(({ file }) => packagesInside(file));
  expect(packages.length).toBeGreaterThan(0);
  expect(packages.filter((name) => FOR_LATER.includes(name))).toEqual([]);
});

/** The packages that a built script holds code of, as its source map tells. */
function packagesInside(file: string): string[] {
  const { sources } = JSON.parse(readFileSync(dist(`${file}.map`), 'utf8')) as { sources: string[] };
  const names = sources.map((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))];
}
