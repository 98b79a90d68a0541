// The way in for people and for CI. Plain JavaScript, so that any Node from 18 on can read it and bring what is missing:
// the packages, a Node that runs TypeScript, the built app, a Chromium. Then it hands over.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bringBuild } from './launch/build.mjs';
import { bringNode, isRecentEnough } from './launch/node-version.mjs';
import { bringPackages } from './launch/packages.mjs';
import { CACHE } from './launch/places.mjs';
import { runNode, say, stopWithTheShellOfNpm } from './launch/run.mjs';
import { runTests } from './launch/steps.mjs';

const COMMANDS = [
  'start',
  'test',
  'build',
  'backup',
  'restore',
  'package',
  'classroom',
  'inspect',
  'simulate',
  'torture',
  'fuzz',
  'bench',
  'shots',
];

/** What only proves: it lies with the tests, whose doubles it needs. */
const CAMPAIGNS = new Map([
  ['simulate', 'simulation/simulate.ts'],
  ['torture', 'torture/torture.ts'],
  ['fuzz', 'fuzz/fuzz.ts'],
  ['bench', 'bench/bench.ts'],
]);

/**
 * @param {string[]} argv
 * @returns {Promise<number>} the exit code
 */
async function launch([name = '', ...args]) {
  if (!COMMANDS.includes(name)) {
    say(`Say what to do: ${COMMANDS.join(', ')}.`);
    return 2;
  }
  if (!isRecentEnough()) {
    const { program, env } = await bringNode();
    const again = [fileURLToPath(import.meta.url), name, ...args];
    return (await runNode(again, { node: program, env, linked: true })).code;
  }
  await bringPackages();
  // Node keeps what it made of our TypeScript: a hub starts in two thirds of the time from its second start on.
  process.env.NODE_COMPILE_CACHE ??= join(CACHE, 'compiled');
  if (name === 'test') return runTests(args);
  if (['start', 'build', 'package'].includes(name)) await bringBuild();
  return name === 'build' ? 0 : runCommand(name, args);
}

/**
 * @param {string} name
 * @param {string[]} args
 */
async function runCommand(name, args) {
  const campaign = CAMPAIGNS.get(name);
  const place = campaign ? `../../tests/${campaign}` : `${name}.ts`;
  const file = fileURLToPath(new URL(place, import.meta.url));
  if (!existsSync(file)) throw new Error(`\`${name}\` is not there yet.`);
  const { code } = await runNode(['--disable-warning=ExperimentalWarning', file, ...args], { linked: true });
  return code;
}

stopWithTheShellOfNpm();
try {
  process.exitCode = await launch(process.argv.slice(2));
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
