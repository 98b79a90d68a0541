import { posix } from 'node:path';
import type { Import, Module } from './modules.ts';

/** Each rule says, in a sentence a person can act on, what breaks it. */
export type Rule = (modules: Module[]) => string[];

const SHARED = ['base', 'classroom', 'protocol', 'sync'];

/** Who sees whom. A room always sees itself. This is the table of src/ARCHITECTURE.md. */
export const MAY_SEE: Record<string, string[]> = {
  base: [],
  classroom: ['base'],
  protocol: ['base', 'classroom'],
  sync: ['base', 'classroom', 'protocol'],
  'storage/memory': SHARED,
  'storage/indexeddb': SHARED,
  'storage/sqlite': SHARED,
  'storage/postgres': SHARED,
  device: SHARED,
  ui: ['base', 'classroom', 'sync'],
  server: [...SHARED, 'storage/memory', 'storage/sqlite', 'storage/postgres'],
  sw: [...SHARED, 'storage/indexeddb', 'device'],
  commands: [...SHARED, 'storage/memory', 'storage/sqlite', 'storage/postgres', 'server'],
  main: [...SHARED, 'storage/memory', 'storage/indexeddb', 'device', 'ui'],
};

/** Packages that belong to some rooms only. */
const PACKAGES: [pattern: RegExp, rooms: string[]][] = [
  [/^node:/, ['server', 'commands', 'storage/sqlite', 'storage/postgres']],
  [/^(fastify|@fastify\/.+|ws)$/, ['server', 'commands']],
  [/^openid-client$/, ['server']],
  [/^(dexie|y-indexeddb)$/, ['storage/indexeddb']],
  [/^pg$/, ['storage/postgres']],
  [/^svelte(\/|$)/, ['ui', 'main']],
  [/^(prosemirror-.+|y-prosemirror|pdfjs-dist|@fontsource\/.+)/, ['ui', 'main']],
  [/^workbox-(?!window)/, ['sw']],
  [/^workbox-window$/, ['device', 'main']],
];

/** The only places that choose adapters. Each may grow into a folder of its own name. */
const COMPOSITION_ROOTS = /^(src\/main(\.ts$|\/)|sw\/sw(\.ts$|\/)|src\/server\/main(\.ts$|\/)|src\/commands\/)/;

export function roomOf(path: string): string | undefined {
  if (path.startsWith('sw/')) return 'sw';
  if (/^src\/main(\.ts$|\/)/.test(path)) return 'main';
  const room = /^src\/(storage\/[^/]+|[^/]+)\//.exec(path)?.[1];
  return room !== undefined && room in MAY_SEE ? room : undefined;
}

const isRelative = ({ specifier }: Import) => specifier.startsWith('.');

/** What a relative import points to, without Vite's `?url` and the like. */
function target(module: Module, { specifier }: Import): string {
  return posix.join(posix.dirname(module.path), specifier.replace(/\?.*$/, ''));
}

function eachImport(modules: Module[], complain: (module: Module, one: Import) => string | undefined): string[] {
  return modules.flatMap((module) =>
    module.imports.map((one) => complain(module, one)).filter((said) => said !== undefined),
  );
}

export const everyFileHasARoom: Rule = (modules) =>
  modules.filter(({ path }) => roomOf(path) === undefined).map(({ path }) => `${path} is in no room of the house`);

export const importsFollowTheTable: Rule = (modules) =>
  eachImport(modules, (module, one) => {
    const [from, to] = [roomOf(module.path), isRelative(one) ? roomOf(target(module, one)) : undefined];
    if (from === undefined || to === undefined || from === to || MAY_SEE[from]?.includes(to)) return undefined;
    return `${module.path} imports ${one.specifier}, but ${from} does not see ${to}`;
  });

export const screensSeeTheEngineThroughItsFacade: Rule = (modules) =>
  eachImport(modules, (module, one) => {
    if (roomOf(module.path) !== 'ui' || !isRelative(one)) return undefined;
    const path = target(module, one);
    if (roomOf(path) !== 'sync' || path === 'src/sync/facade.ts') return undefined;
    const isTypeAtTheTop = one.isType && ['src/sync', 'src/sync/office'].includes(posix.dirname(path));
    return isTypeAtTheTop ? undefined : `${module.path} imports ${one.specifier}: a screen takes only types there`;
  });

export const onlyRootsChooseAdapters: Rule = (modules) =>
  eachImport(modules, (module, one) => {
    if (!isRelative(one) || COMPOSITION_ROOTS.test(module.path)) return undefined;
    const [from, to] = [roomOf(module.path), roomOf(target(module, one))];
    if (from === to || !/^(storage\/|device$)/.test(to ?? '')) return undefined;
    return `${module.path} imports ${one.specifier}: only a composition root chooses adapters`;
  });

export const packagesStayInTheirRooms: Rule = (modules) =>
  eachImport(modules, (module, one) => {
    const room = roomOf(module.path);
    const kept = PACKAGES.find(([pattern]) => pattern.test(one.specifier));
    if (!kept || room === undefined || kept[1].includes(room)) return undefined;
    return `${module.path} imports ${one.specifier}, which belongs to ${kept[1].join(', ')}`;
  });

/** Node and the browser load what is written, letter by letter. */
export const importsNameAFile: Rule = (modules) =>
  eachImport(modules, (module, one) => {
    if (!isRelative(one) || /\.\w+$/.test(target(module, one))) return undefined;
    return `${module.path} imports ${one.specifier} without its ending`;
  });

/** Only what runs counts: a type that is erased closes no circle. */
export const noCycles: Rule = (modules) => {
  const next = new Map(
    modules.map((module) => [
      module.path,
      module.imports.filter((one) => isRelative(one) && !one.isType).map((one) => target(module, one)),
    ]),
  );
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      // A component may hold itself: a tree of replies.
      if (trail.length - start > 1) found.push([...trail.slice(start), path].join(' → '));
      return;
    }
    if (done.has(path)) return;
    for (const other of next.get(path) ?? []) visit(other, [...trail, path]);
    done.add(path);
  };
  for (const path of next.keys()) visit(path, []);
  return found;
};

const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const PASCAL = /^([A-Z][a-z0-9]*)+$/;

/** Words that say nothing of what is inside. */
const EMPTY_WORDS = /(^|-)(utils?|helpers?|managers?|services?|commons?|misc|index)(-|$)/;

export const filesAreNamedByTheHouse: Rule = (modules) =>
  modules.flatMap(({ path }) => {
    const folders = path.split('/');
    const [name = ''] = (folders.pop() ?? '').split('.');
    const isComponent = path.endsWith('.svelte');
    const said: string[] = [];
    if (!(isComponent ? PASCAL : KEBAB).test(name)) {
      said.push(`${path}: ${isComponent ? 'a component is PascalCase' : 'a file is kebab-case'}`);
    }
    for (const folder of folders) if (!KEBAB.test(folder)) said.push(`${path}: the folder ${folder} is not kebab-case`);
    for (const word of [...folders, name].map(inKebab)) {
      if (EMPTY_WORDS.test(word.replace('service-worker', '')))
        said.push(`${path}: ${word} does not say what is inside`);
    }
    return said;
  });

const inKebab = (name: string) => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();

export const noBarrels: Rule = (modules) =>
  modules.filter(({ isBarrel }) => isBarrel).map(({ path }) => `${path} only hands on what others export`);

/** The package a specifier comes from: 'svelte/store' → 'svelte'. */
function packageOf(specifier: string): string | undefined {
  if (/^(\.|\/|node:|virtual:)/.test(specifier)) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function packagesOf(modules: Module[]): Set<string> {
  return new Set(modules.flatMap(({ imports }) => imports.map(({ specifier }) => packageOf(specifier) ?? '')));
}

export const everyDependencyIsUsed =
  (dependencies: string[]): Rule =>
  (modules) => {
    const used = packagesOf(modules);
    return dependencies.filter((name) => !used.has(name)).map((name) => `${name} is a dependency that nothing imports`);
  };

/** A hub is installed without the tools of development: what runs must not lean on them. */
export const everyImportIsADependency =
  (dependencies: string[]): Rule =>
  (modules) =>
    eachImport(modules, (module, { specifier }) => {
      const name = packageOf(specifier);
      if (name === undefined || dependencies.includes(name)) return undefined;
      return `${module.path} imports ${name}, which is not in "dependencies"`;
    });
