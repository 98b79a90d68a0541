import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { licenceFiles } from './licences.ts';
import { packagesNamedIn, readLock, withWhatTheyNeed } from './packages-needed.ts';
import { copied, inOrder, type PackedFile, text } from './packed-file.ts';
import { platformNote, readMe } from './read-me.ts';
import { startScripts } from './start-scripts.ts';

export interface Origins {
  /** The project's folder. */
  readonly project: string;
  /** The built app. */
  readonly app: string;
  /** Node's program. */
  readonly node: string;
  readonly version: string;
}

/** What a trolley's laptop runs from its sources: Node takes the types away by itself. */
const SOURCES = [
  ...['base', 'classroom', 'protocol', 'sync', 'storage/memory', 'storage/sqlite', 'storage/postgres', 'server'],
  ...['commands/start.ts', 'commands/backup.ts', 'commands/restore.ts', 'commands/called-as.ts'],
  ...['commands/trolley', 'commands/backup'],
].map((path) => `src/${path}`);

/** Of the build: what only debuggers and tests read. */
const NOT_OF_THE_APP = /^\.|\.map$/;
/** Of a package: what is there for who writes programs with it. */
const NOT_OF_A_PACKAGE = /^\.|\.map$|\.d\.[cm]?ts$/;
const FOLDERS_FOR_ITS_AUTHORS = new Set([
  'test',
  'tests',
  'docs',
  'doc',
  'examples',
  'example',
  'benchmark',
  'benchmarks',
]);

/** All files of the folder to copy, in the order of their paths. */
export function contentsOf(origins: Origins): PackedFile[] {
  const { project, app, node, version } = origins;
  const sources = SOURCES.flatMap((path) => filesUnder(project, path));
  const lock = readLock(project);
  const scripts = sources
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(project, path), 'utf8'));
  const packages = withWhatTheyNeed(packagesNamedIn(scripts), lock, project);
  const platform = platformNote(version);
  return inOrder([
    ...sources.map((path) => copied(path, join(project, path))),
    ...packages.flatMap((path) => filesOfPackage(project, path)).map((path) => copied(path, join(project, path))),
    ...filesUnder(app, '.', NOT_OF_THE_APP).map((path) => copied(`dist/${path}`, join(app, path))),
    { path: `node/${basename(node)}`, from: node, isProgram: true },
    ...licenceFiles(project, lock),
    ...startScripts(),
    copied('INSTALLATION.md', join(project, 'src/server/trolley/INSTALLATION.md')),
    text('LISEZ-MOI.txt', readMe(version)),
    text('PLATEFORME.txt', platform),
    text(
      'package.json',
      `${JSON.stringify({ name: 'cartable', version, private: true, type: 'module' }, undefined, 2)}\n`,
    ),
  ]);
}

function filesOfPackage(project: string, path: string): string[] {
  const isForAuthors = (name: string): boolean => FOLDERS_FOR_ITS_AUTHORS.has(name) || name === 'node_modules';
  return readdirSync(join(project, path), { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory())
      return isForAuthors(entry.name) ? [] : filesUnder(project, `${path}/${entry.name}`, NOT_OF_A_PACKAGE);
    return NOT_OF_A_PACKAGE.test(entry.name) ? [] : [`${path}/${entry.name}`];
  });
}

/** The files of a folder, or the one file, by their paths from the root; names that `without` knows are left out. */
function filesUnder(root: string, path: string, without = /^\./): string[] {
  const below = (name: string): string => (path === '.' ? name : `${path}/${name}`);
  if (statSync(join(root, path)).isFile()) return [path];
  return readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry) => {
    if (without.test(entry.name)) return [];
    return entry.isDirectory() ? filesUnder(root, below(entry.name), without) : [below(entry.name)];
  });
}
