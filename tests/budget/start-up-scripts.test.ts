import { expect, test } from 'vitest';
import { startUpScripts, type Manifest } from './start-up-scripts.ts';

const manifest: Manifest = {
  'index.html': {
    file: 'assets/main.js',
    isEntry: true,
    imports: ['_shared.js'],
    dynamicImports: ['ui/Faces.svelte', 'ui/Editor.svelte'],
  },
  '_shared.js': { file: 'assets/shared.js' },
  'ui/Faces.svelte': { file: 'assets/faces.js', imports: ['_shared.js', '_pictures.js'] },
  '_pictures.js': { file: 'assets/pictures.js' },
  'ui/Editor.svelte': { file: 'assets/editor.js' },
  'ui/theme.css': { file: 'assets/theme.css' },
};

test('counts what the entry imports, and nothing lazy', () => {
  expect(startUpScripts(manifest, [])).toEqual(['assets/main.js', 'assets/shared.js']);
});

test('counts the named lazy parts with their own imports, once', () => {
  const files = startUpScripts(manifest, ['ui/Faces.svelte']);
  expect(files).toEqual(['assets/main.js', 'assets/shared.js', 'assets/faces.js', 'assets/pictures.js']);
});

test('refuses a part that the build does not know', () => {
  expect(() => startUpScripts(manifest, ['ui/Gone.svelte'])).toThrow('ui/Gone.svelte');
});
