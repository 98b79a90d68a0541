import { describe, expect, test } from 'vitest';
import { parseModule } from './modules.ts';
import * as rules from './rules.ts';

/** A small house: its files by path. */
const house = (files: Record<string, string>) => Object.entries(files).map(([path, text]) => parseModule(path, text));

describe('what a file imports', () => {
  const specifiers = (path: string, text: string) => parseModule(path, text).imports.map(({ specifier }) => specifier);

  test('in TypeScript, however it is written', () => {
    const text = `import a from './a.ts'; export * from './b.ts'; import './c.css';
      const d = await import('./d.ts'); type E = import('./e.ts').E; // import f from './f.ts'`;
    expect(specifiers('src/base/x.ts', text)).toEqual(['./a.ts', './b.ts', './c.css', './d.ts', './e.ts']);
  });

  test('in a component: both scripts and the markup', () => {
    const text = `<script module>import a from './a.ts';</script><script lang="ts">import b from './b.ts';</script>
      {#await import('./C.svelte') then c}<c.default />{/await}`;
    expect(specifiers('src/ui/X.svelte', text)).toEqual(['./a.ts', './b.ts', './C.svelte']);
  });

  test('in a style sheet', () => {
    expect(specifiers('src/ui/x.css', `@import '@fontsource/andika/400.css';`)).toEqual(['@fontsource/andika/400.css']);
  });

  test('and whether it is only a type', () => {
    const areTypes = (text: string) => parseModule('x.ts', text).imports.map(({ isType }) => isType);
    expect(areTypes(`import type { A } from './a.ts'; import { type B } from './b.ts';`)).toEqual([true, true]);
    expect(areTypes(`import { type A, b } from './a.ts'; import './c.ts';`)).toEqual([false, false]);
  });
});

describe('a rule complains', () => {
  test.each<[string, rules.Rule, Record<string, string>]>([
    ['of a file in no room', rules.everyFileHasARoom, { 'src/cellar/wine.ts': '' }],
    ['of an adapter that is none', rules.everyFileHasARoom, { 'src/storage/floppy/log.ts': '' }],
    ['of an import that goes up', rules.importsFollowTheTable, { 'src/base/x.ts': `import '../sync/log.ts'` }],
    [
      'of a type that goes up',
      rules.importsFollowTheTable,
      { 'src/base/x.ts': `import type { L } from '../sync/log.ts'` },
    ],
    [
      'of a screen that knows the server',
      rules.importsFollowTheTable,
      { 'src/ui/X.svelte': `<script>import '../server/http.ts'</script>` },
    ],
    [
      'of a screen that loads a store',
      rules.importsFollowTheTable,
      { 'src/ui/X.svelte': `{#await import('../storage/indexeddb/log.ts')}{/await}` },
    ],
    ['of a server that draws', rules.importsFollowTheTable, { 'src/server/x.ts': `import '../ui/parts/icons.ts'` }],
    [
      'of a worker that holds SQLite',
      rules.importsFollowTheTable,
      { 'sw/sw.ts': `import '../src/storage/sqlite/log.ts'` },
    ],
    [
      'of a screen that runs the engine',
      rules.screensSeeTheEngineThroughItsFacade,
      { 'src/ui/x.ts': `import { syncOnce } from '../sync/sync-once.ts'` },
    ],
    [
      'of a type from the depths of the engine',
      rules.screensSeeTheEngineThroughItsFacade,
      { 'src/ui/x.ts': `import type { L } from '../sync/files/chunk.ts'` },
    ],
    [
      'of an adapter chosen by the way',
      rules.onlyRootsChooseAdapters,
      { 'src/server/live/x.ts': `import '../../storage/sqlite/log.ts'` },
    ],
    ['of Dexie in a screen', rules.packagesStayInTheirRooms, { 'src/ui/x.ts': `import Dexie from 'dexie'` }],
    [
      'of Node in a pure room',
      rules.packagesStayInTheirRooms,
      { 'src/classroom/x.ts': `import { readFileSync } from 'node:fs'` },
    ],
    [
      'of Svelte in the engine',
      rules.packagesStayInTheirRooms,
      { 'src/sync/x.ts': `import { writable } from 'svelte/store'` },
    ],
    ['of a missing ending', rules.importsNameAFile, { 'src/ui/x.ts': `import '../classroom/pictures'` }],
    [
      'of a circle',
      rules.noCycles,
      { 'src/base/a.ts': `import './b.ts'`, 'src/base/b.ts': `import './c.ts'`, 'src/base/c.ts': `import './a.ts'` },
    ],
    ['of a barrel', rules.noBarrels, { 'src/base/all.ts': `export * from './a.ts'; export { b } from './b.ts'` }],
    ['of CamelCase', rules.filesAreNamedByTheHouse, { 'src/base/eventLog.ts': '' }],
    ['of a component in kebab-case', rules.filesAreNamedByTheHouse, { 'src/ui/big-button.svelte': '' }],
    ['of a name that says nothing', rules.filesAreNamedByTheHouse, { 'src/base/date-utils.ts': '' }],
    ['of a folder that says nothing', rules.filesAreNamedByTheHouse, { 'src/ui/helpers/date.ts': '' }],
    ['of a component that says nothing', rules.filesAreNamedByTheHouse, { 'src/ui/TabManager.svelte': '' }],
    ['of an index', rules.filesAreNamedByTheHouse, { 'src/ui/index.ts': 'export const a = 1' }],
    [
      'of a dependency nobody uses',
      rules.everyDependencyIsUsed(['yjs', 'moment']),
      { 'src/base/x.ts': `import 'yjs'` },
    ],
    [
      'of a tool that would run',
      rules.everyImportIsADependency(['yjs']),
      { 'src/base/x.ts': `import '@scope/tool/deep.js'` },
    ],
  ])('%s', (_, rule, files) => {
    expect(rule(house(files))).toHaveLength(1);
  });
});

describe('a rule is content', () => {
  test.each<[string, rules.Rule, Record<string, string>]>([
    ['with an import by the table', rules.importsFollowTheTable, { 'src/server/x.ts': `import '../sync/log.ts'` }],
    [
      'with a façade and its types',
      rules.screensSeeTheEngineThroughItsFacade,
      { 'src/ui/x.ts': `import { open } from '../sync/facade.ts'; import type { Tick } from '../sync/ticks.ts'` },
    ],
    [
      'with roots that choose',
      rules.onlyRootsChooseAdapters,
      {
        'src/main.ts': `import './storage/indexeddb/log.ts'; import './device/socket.ts'`,
        'sw/sw.ts': `import '../src/storage/indexeddb/log.ts'`,
        'src/server/main.ts': `import '../storage/sqlite/log.ts'`,
        'src/server/main/stores.ts': `import '../../storage/sqlite/log.ts'`,
        'src/commands/classroom.ts': `import '../storage/memory/log.ts'`,
      },
    ],
    ['inside an adapter', rules.onlyRootsChooseAdapters, { 'src/storage/sqlite/log.ts': `import './database.ts'` }],
    [
      'with a component that holds itself',
      rules.noCycles,
      { 'src/ui/Reply.svelte': `<script>import Reply from './Reply.svelte'</script>` },
    ],
    [
      'with a circle of types only',
      rules.noCycles,
      { 'src/base/a.ts': `import './b.ts'`, 'src/base/b.ts': `import type { A } from './a.ts'` },
    ],
    [
      'with the names of the house',
      rules.filesAreNamedByTheHouse,
      {
        'src/ui/pupil/HandIn.svelte': '',
        'src/ui/pupil/hand-in.svelte.ts': '',
        'src/device/service-worker.ts': '',
        'tests/ui/hand-in.browser.test.ts': '',
      },
    ],
    [
      'with a package for its assets',
      rules.everyImportIsADependency(['pdfjs-dist']),
      { 'src/ui/x.ts': `import u from 'pdfjs-dist/build/pdf.worker.mjs?url'` },
    ],
  ])('%s', (_, rule, files) => {
    expect(rule(house(files))).toEqual([]);
  });
});
