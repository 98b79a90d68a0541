import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CACHE, MODULES } from './places.mjs';
import { runNode, say } from './run.mjs';

/** QUIC would go round the proxies and cuts that tests put between a tablet and its hub. */
const ARGUMENTS = ['--disable-quic'];

const SYSTEM_BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A download that is blocked can hang for long; a school's line that is only slow still deserves its minutes. */
const DOWNLOAD_LIMIT_MS = 180_000;
const CONNECTION_LIMIT_MS = 10_000;

/** What was found last time, so that a machine without the download does not try it before every run of the tests. */
const CHOICE = join(CACHE, 'chromium-path');

/**
 * The browser for the tests, if this machine has one already.
 * @returns {string | undefined}
 */
function findChromium() {
  const chosen = process.env.CHROMIUM_PATH || (existsSync(CHOICE) ? readFileSync(CHOICE, 'utf8') : undefined);
  return [chosen, playwrightsOwn(), ...SYSTEM_BROWSERS].find((path) => path !== undefined && canRun(path));
}

/**
 * How tests launch it. Debian has a headless shell beside it: the same engine without the windows around it, which takes two thirds
 * of the processor's time. `whole` is for what the shell has not, or where the browser of a tablet is meant.
 * @param {{ whole?: boolean }} [options]
 */
export function chromiumLaunch({ whole = false } = {}) {
  const chromium = findChromium();
  if (chromium === undefined) return { args: ARGUMENTS };
  const shell = `${chromium}-headless-shell`;
  return { args: ARGUMENTS, executablePath: !whole && canRun(shell) ? shell : chromium };
}

/**
 * The browser for the tests; brings one where there is none.
 * @returns {Promise<string | undefined>}
 */
export async function bringChromium() {
  const ready = [process.env.CHROMIUM_PATH, remembered(), playwrightsOwn()].find((path) => path && canRun(path));
  return ready ?? remember((await downloaded()) ?? SYSTEM_BROWSERS.find(canRun) ?? debianPackage());
}

/** Playwright says where its browser would be, also when it is not there. */
function playwrightsOwn() {
  try {
    const require = createRequire(join(MODULES, 'x.js'));
    return /** @type {string} */ (require('playwright-core').chromium.executablePath());
  } catch {
    return undefined; // No packages yet, or a platform Playwright has no browser for: other ways follow.
  }
}

async function downloaded() {
  say('Bringing a Chromium for the tests (about 170 MB, once)…');
  const cli = join(MODULES, 'playwright-core', 'cli.js');
  const { code } = await runNode([cli, 'install', '--no-shell', 'chromium'], {
    env: { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: String(CONNECTION_LIMIT_MS) },
    limitMs: DOWNLOAD_LIMIT_MS,
    quiet: true,
  });
  const path = playwrightsOwn();
  return code === 0 && path && canRun(path) ? path : undefined;
}

function debianPackage() {
  if (!existsSync('/usr/bin/apt-get')) return undefined;
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (asRoot.length > 0 && spawnSync('sudo', ['-n', 'true']).status !== 0) return undefined;
  say("Playwright's Chromium cannot be had here; installing Debian's package…");
  const apt = (/** @type {string[]} */ ...args) => {
    const [program, ...rest] = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...args];
    return spawnSync(/** @type {string} */ (program), rest, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  };
  apt('update');
  // One by one: not every system that has apt has the second.
  for (const name of ['chromium', 'chromium-headless-shell']) apt('install', '-y', '--no-install-recommends', name);
  return SYSTEM_BROWSERS.find(canRun);
}

/**
 * On Linux a downloaded browser may lack system libraries: only running it tells. Elsewhere `--version` opens a window.
 * @param {string} path
 */
function canRun(path) {
  if (!existsSync(path)) return false;
  return process.platform !== 'linux' || spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0;
}

function remembered() {
  return existsSync(CHOICE) ? readFileSync(CHOICE, 'utf8') : undefined;
}

/** @param {string | undefined} path */
function remember(path) {
  if (path === undefined) return undefined;
  mkdirSync(dirname(CHOICE), { recursive: true });
  writeFileSync(CHOICE, path);
  return path;
}
