import { execSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { userCache } from './places.mjs';
import { runNpm, say, secondsSince } from './run.mjs';

/** From here on Node runs TypeScript as it is, and has SQLite inside. */
const OLDEST = [22, 18];

/** The npm package `node` has no build of 24 for macOS; 22 will do there. */
const WANTED = process.platform === 'darwin' ? 22 : 24;

export function isRecentEnough(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/**
 * Brings a recent Node into the user's cache, once, from the same registry as the packages.
 * @returns {Promise<{ program: string, env: Record<string, string> }>}
 */
export async function bringNode() {
  const folder = join(userCache(), `node-${WANTED}`);
  const bin = join(folder, 'node_modules', 'node', 'bin');
  const program = join(bin, process.platform === 'win32' ? 'node.exe' : 'node');
  // npm's own settings (a proxy, a certificate) live beside its Node; another Node's npm would look elsewhere.
  const env = { NPM_CONFIG_GLOBALCONFIG: globalConfig() };
  if (!existsSync(program)) await install(folder, env);
  if (!existsSync(program)) throw new Error(CANNOT);
  return { program, env: { ...env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` } };
}

const CANNOT =
  `Cartable a besoin de Node ${OLDEST.join('.')} ou plus récent et n'a pas pu l'apporter : installez-le depuis https://nodejs.org.\n` +
  `Cartable needs Node ${OLDEST.join('.')} or newer and could not bring it: please install it from https://nodejs.org.`;

/**
 * @param {string} folder
 * @param {Record<string, string>} env
 */
async function install(folder, env) {
  say(`This is Node ${process.versions.node}; bringing Node ${WANTED} beside it (once, into ${dirname(folder)})…`);
  const since = performance.now();
  mkdirSync(folder, { recursive: true });
  const quietly = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code, output } = await runNpm(['install', '--prefix', folder, ...quietly, `node@${WANTED}`], {
    env,
    quiet: true,
  });
  if (code !== 0) {
    process.stderr.write(output);
    throw new Error(CANNOT);
  }
  say(`Node ${WANTED} is there after ${secondsSince(since)}.`);
}

function globalConfig() {
  const told = process.env.NPM_CONFIG_GLOBALCONFIG ?? process.env.npm_config_globalconfig;
  return told ?? execSync('npm config get globalconfig', { encoding: 'utf8' }).trim();
}
