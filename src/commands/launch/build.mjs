import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIST, MODULES, PROJECT } from './places.mjs';
import { runNode, say, secondsSince } from './run.mjs';

/** Which sources the built app came from. */
const STAMP = join(DIST, '.stamp');

/** All that ends up in the app. The server and these commands run from their sources and are not built. */
const SOURCES = [
  'src',
  'sw',
  'public',
  'vite.config.ts',
  '.config/service-worker-build.ts',
  'package.json',
  'package-lock.json',
];
const NOT_BUILT = [join('src', 'server'), join('src', 'commands')];

/** Builds the app when it is missing or comes from other sources. */
export async function bringBuild() {
  const sources = sourcesHash();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources) return;
  say('Building the app…');
  const since = performance.now();
  rmSync(STAMP, { force: true });
  const { code, output } = await runNode([join(MODULES, 'vite', 'bin', 'vite.js'), 'build'], { quiet: true });
  if (code !== 0) {
    process.stderr.write(output);
    throw new Error('The app could not be built: see above.');
  }
  writeFileSync(STAMP, sources);
  say(`App built in ${secondsSince(since)}.`);
}

function sourcesHash() {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap(filesUnder).sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(PROJECT, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

/**
 * @param {string} path from the project's folder
 * @returns {string[]}
 */
function filesUnder(path) {
  if (NOT_BUILT.includes(path) || !existsSync(join(PROJECT, path))) return [];
  if (!statSync(join(PROJECT, path)).isDirectory()) return [path];
  return readdirSync(join(PROJECT, path)).flatMap((name) => filesUnder(join(path, name)));
}
