import { spawn } from 'node:child_process';
import { PROJECT } from './places.mjs';

/**
 * @typedef {object} RunOptions
 * @property {Record<string, string>} [env] added to this process's own
 * @property {number} [limitMs] ends the program after so long
 * @property {boolean} [quiet] shows its output only when it fails
 * @property {boolean} [linked] the program ends when we do, however we end
 * @property {string} [node] another Node than this one
 */

const FOLLOW_PARENT = ['--import', new URL('follow-parent.mjs', import.meta.url).href];

/**
 * A sentence for the person at the keyboard.
 * @param {string} sentence
 */
export function say(sentence) {
  process.stdout.write(`cartable: ${sentence}\n`);
}

/** @param {number} sinceMs from performance.now() */
export function secondsSince(sinceMs) {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
}

/**
 * Runs a script with Node and waits for its end.
 * @param {string[]} args the script, then its arguments
 * @param {RunOptions} [options]
 */
export function runNode(args, options = {}) {
  return run(options.node ?? process.execPath, [...(options.linked ? FOLLOW_PARENT : []), ...args], options);
}

/**
 * Runs the npm that runs us, or else the one on PATH.
 * @param {string[]} args
 * @param {RunOptions} [options]
 */
export function runNpm(args, options = {}) {
  const { npm_execpath } = process.env;
  if (npm_execpath?.endsWith('.js')) return runNode([npm_execpath, ...args], options);
  return run('npm', args, { ...options, shell: process.platform === 'win32' });
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {RunOptions & { shell?: boolean }} options
 * @returns {Promise<{ code: number, output: string }>}
 */
function run(program, args, { env = {}, limitMs, quiet = false, linked = false, shell = false }) {
  const output = quiet ? 'pipe' : 'inherit';
  const child = spawn(program, args, {
    cwd: PROJECT,
    env: { ...process.env, ...env },
    stdio: linked ? ['inherit', output, output, 'ipc'] : ['inherit', output, output],
    shell,
    ...(limitMs !== undefined && { timeout: limitMs }),
  });
  const stopForwarding = forwardSignals(child);
  let printed = '';
  child.stdout?.on('data', (chunk) => (printed += chunk));
  child.stderr?.on('data', (chunk) => (printed += chunk));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 127, output: `${printed}${error.message}\n` }));
    child.on('close', (code, signal) => {
      stopForwarding();
      resolve({ code: code ?? (signal === 'SIGINT' ? 130 : 143), output: printed });
    });
  });
}

/**
 * Whoever stops us stops the program. At a terminal Ctrl-C reaches the whole group by itself: told twice, a program may
 * think that its person is in a hurry.
 * @param {import('node:child_process').ChildProcess} child
 */
function forwardSignals(child) {
  const atTerminal = process.stdin.isTTY === true;
  const listeners = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']).map((signal) => {
    const listener = () => void (signal === 'SIGINT' && atTerminal ? undefined : child.kill(signal));
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  return () => listeners.forEach((stop) => stop());
}

/**
 * npm starts us through a shell and passes SIGTERM to that shell, which dies of it without a word. Where we run by npm, a
 * new parent therefore means that we were stopped. (Started by hand, it may only mean a closed terminal and `nohup`.)
 */
export function stopWithTheShellOfNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  timer.unref();
}
