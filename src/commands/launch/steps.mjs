import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditPackages } from './audit.mjs';
import { bringBuild } from './build.mjs';
import { bringChromium } from './chromium.mjs';
import { MODULES, RESULTS } from './places.mjs';
import { runNode, say, secondsSince } from './run.mjs';

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {boolean} [oneCore] it runs on one core: neighbours that do so too run beside it
 * @property {boolean} [needsBuild]
 * @property {boolean} [needsChromium]
 * @property {(args: string[]) => string[][]} programs scripts with their arguments; the step passes when all do
 * @property {() => Promise<number>} [before] what is no script of ours: the step fails with its exit code
 */

const bin = {
  tsc: join(MODULES, 'typescript', 'bin', 'tsc'),
  svelteCheck: join(MODULES, 'svelte-check', 'bin', 'svelte-check'),
  eslint: join(MODULES, 'eslint', 'bin', 'eslint.js'),
  prettier: join(MODULES, 'prettier', 'bin', 'prettier.cjs'),
  vitest: join(MODULES, 'vitest', 'vitest.mjs'),
  playwright: join(MODULES, '@playwright', 'test', 'cli.js'),
};

/** @param {string} step */
const countsFile = (step) => join(RESULTS, 'counts', `${step}.json`);

/**
 * @param {string} project of .config/vitest.config.ts
 * @param {string} step
 * @returns {(args: string[]) => string[][]}
 */
const vitest = (project, step) => (args) => [
  [
    ...[bin.vitest, 'run', '--config', '.config/vitest.config.ts', '--project', project],
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${countsFile(step)}`],
    ...args,
  ],
];

/** @type {Step[]} in the order that finds a mistake soonest */
export const STEPS = [
  {
    name: 'types',
    oneCore: true,
    programs: () => [
      [bin.tsc, '-b'],
      [bin.svelteCheck, '--tsconfig', '.config/tsconfig.page.json', '--output', 'human', '--fail-on-warnings'],
    ],
  },
  {
    name: 'lint',
    oneCore: true,
    programs: (args) => [[bin.eslint, '--config', '.config/eslint.config.js', ...orAll(args)]],
  },
  {
    name: 'format',
    oneCore: true,
    programs: (args) => [[bin.prettier, '--check', '--log-level', 'warn', ...orAll(args)]],
  },
  { name: 'audit', oneCore: true, programs: () => [], before: auditPackages },
  { name: 'build', oneCore: true, needsBuild: true, programs: () => [] },
  { name: 'unit', programs: (args) => vitest('node', 'unit')(['--project', 'pure', '--maxWorkers=100%', ...args]) },
  { name: 'browser', needsChromium: true, programs: vitest('browser', 'browser') },
  { name: 'budget', needsBuild: true, programs: vitest('budget', 'budget') },
  {
    name: 'journeys',
    needsBuild: true,
    needsChromium: true,
    programs: (args) => [[bin.playwright, 'test', '--config', '.config/playwright.config.ts', ...args]],
  },
  // Schedules, kills and hostile bytes: each takes the whole machine, so they come one after the other.
  { name: 'campaigns', programs: vitest('campaigns', 'campaigns') },
];

/** @param {string[]} args */
const orAll = (args) => (args.length > 0 ? args : ['.']);

/**
 * Runs one named step, or all of them up to the first that fails.
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function runTests([name, ...rest]) {
  const steps = name === undefined ? STEPS : STEPS.filter((step) => step.name === name);
  if (steps.length === 0) {
    say(`There is no step « ${name} ». The steps are: ${STEPS.map((step) => step.name).join(', ')}.`);
    return 2;
  }
  rmSync(join(RESULTS, 'counts'), { recursive: true, force: true });
  mkdirSync(join(RESULTS, 'counts'), { recursive: true });
  const since = performance.now();
  const total = { passed: 0, failed: 0 };
  for (const together of groups(steps)) {
    for (const { passed, failed } of await Promise.all(together.map((step) => runStep(step, rest)))) {
      total.passed += passed;
      total.failed += failed;
    }
    if (total.failed > 0) break;
  }
  const summary = `${total.passed} passed, ${total.failed} failed`;
  writeFileSync(join(RESULTS, 'summary.txt'), `${summary}\n`);
  say(`${total.failed === 0 ? 'All good' : 'Not yet'}, in ${secondsSince(since)}: ${summary}`);
  return total.failed === 0 ? 0 : 1;
}

/**
 * Steps in their order, those that may run beside one another together.
 * @param {Step[]} steps
 * @returns {Step[][]}
 */
function groups(steps) {
  /** @type {Step[][]} */
  const found = [];
  for (const step of steps) {
    const last = found.at(-1);
    if (step.oneCore && last?.[0]?.oneCore) last.push(step);
    else found.push([step]);
  }
  return found;
}

/**
 * @param {Step} step
 * @param {string[]} args
 */
async function runStep(step, args) {
  const since = performance.now();
  const code = await outcome(step, args);
  const { passed, failed } = counts(step);
  say(`${code === 0 ? '✓' : '✗'} ${step.name.padEnd(9)} ${secondsSince(since)}`);
  // A step can fail with no failing test (a type, a crash of the runner): that too must be seen in the sum.
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1) };
}

/**
 * @param {Step} step
 * @param {string[]} args
 * @returns {Promise<number>} the first exit code that is not zero
 */
async function outcome(step, args) {
  try {
    if (step.needsBuild) await bringBuild();
    const env = step.needsChromium ? { CHROMIUM_PATH: await chromium() } : {};
    const before = (await step.before?.()) ?? 0;
    if (before !== 0) return before;
    for (const program of step.programs(args)) {
      const { code } = await runNode(program, { env: { ...env, COUNTS_FILE: countsFile(step.name) } });
      if (code !== 0) return code;
    }
    return 0;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

async function chromium() {
  const path = await bringChromium();
  if (path === undefined) {
    throw new Error('No Chromium could be found or brought: install one, or say where it is in CHROMIUM_PATH.');
  }
  return path;
}

/**
 * Reads what the runner wrote: Vitest and Playwright each have their own shape.
 * @param {Step} step
 */
function counts(step) {
  const file = countsFile(step.name);
  if (!existsSync(file)) return { passed: 0, failed: 0 };
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const { numPassedTests, numFailedTests, stats } = report;
  // A journey that passed when it was tried once more has passed; the runner's own report names it as flaky.
  return stats
    ? { passed: stats.expected + stats.flaky, failed: stats.unexpected }
    : { passed: numPassedTests, failed: numFailedTests };
}
