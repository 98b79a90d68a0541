import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODULES, PROJECT } from './places.mjs';
import { runNpm, say, secondsSince } from './run.mjs';

/** Installs the packages when they are missing or are not those of the lock file. */
export async function bringPackages() {
  if (areInstalled()) return;
  say('Installing the packages…');
  const since = performance.now();
  const { code, output } = await runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], { quiet: true });
  if (code !== 0) {
    process.stderr.write(output);
    throw new Error('The packages could not be installed: is this machine connected to the Internet?');
  }
  say(`Packages installed in ${secondsSince(since)}.`);
}

/**
 * npm leaves a list of what it installed, in the lock file's own shape, as its last act. Dates would lie after a checkout
 * of an older commit; this also knows what was installed by hand with `npm install`.
 */
function areInstalled() {
  const installed = join(MODULES, '.package-lock.json');
  if (!existsSync(installed)) return false;
  // A link leads to another folder's packages, and `npm ci` begins by emptying what it finds: not ours to empty.
  if (lstatSync(MODULES).isSymbolicLink()) return true;
  const there = packagesOf(installed);
  return Object.entries(packagesOf(join(PROJECT, 'package-lock.json'))).every(
    // What is optional may be for another system. The entry with no path is the project itself.
    ([path, wanted]) =>
      path === '' || wanted.optional || wanted.extraneous || there[path]?.integrity === wanted.integrity,
  );
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { integrity?: string, optional?: boolean, extraneous?: boolean }>}
 */
function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}
