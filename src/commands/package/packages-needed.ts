import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

const Names = v.optional(v.record(v.string(), v.string()), {});
/** What is read of package-lock.json. */
const LockSchema = v.object({
  packages: v.record(
    v.string(),
    v.object({
      dependencies: Names,
      optionalDependencies: Names,
      peerDependencies: Names,
      peerDependenciesMeta: v.optional(v.record(v.string(), v.object({ optional: v.optional(v.boolean()) })), {}),
      dev: v.optional(v.boolean(), false),
      hasInstallScript: v.optional(v.boolean(), false),
    }),
  ),
});
type Lock = v.InferOutput<typeof LockSchema>['packages'];

export function readLock(project: string): Lock {
  return v.parse(
    v.pipe(v.string(), v.parseJson(), LockSchema),
    readFileSync(join(project, 'package-lock.json'), 'utf8'),
  ).packages;
}

/** `from 'fastify'`, `import 'reflect-metadata'`, `import('pg')`: all that is neither relative nor Node's own. */
const IMPORT = /\b(?:from|import)\s*\(?\s*'([^'./][^']*)'/g;

/** The packages that these sources name. */
export function packagesNamedIn(sources: readonly string[]): string[] {
  const specifiers = sources.flatMap((source) => [...source.matchAll(IMPORT)].map(([, specifier = '']) => specifier));
  const outside = specifiers.filter((specifier) => !specifier.startsWith('node:'));
  const names = outside.map((one) =>
    one
      .split('/')
      .slice(0, one.startsWith('@') ? 2 : 1)
      .join('/'),
  );
  return [...new Set(names)].sort();
}

/** Where these packages and all that they need lie, such as node_modules/pg; what is not for this platform is not there. */
export function withWhatTheyNeed(names: readonly string[], lock: Lock, project: string): string[] {
  const found = new Set<string>();
  const visit = (name: string, from: string): void => {
    const path = placeOf(name, from, lock);
    if (path === undefined || found.has(path) || !existsSync(join(project, path))) return;
    found.add(path);
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = lock[path]!;
    const peers = Object.keys(peerDependencies).filter((peer) => peerDependenciesMeta[peer]?.optional !== true);
    for (const next of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) visit(next, path);
  };
  for (const name of names) visit(name, '');
  return [...found].sort();
}

/** As Node looks for a package: beside who asks for it, then further out. */
function placeOf(name: string, from: string, lock: Lock): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (path in lock) return path;
    if (folder === '') return undefined;
  }
}
