import { runNpm, say } from './run.mjs';

/** The levels of npm's advisories at which the step fails; lower ones are named, and somebody looks at them in their time. */
const FAILS_AT = ['high', 'critical'];
const NAMED_ONLY = ['low', 'moderate'];
/** A registry that has not answered by then, in milliseconds, is not waited for. */
const LIMIT_MS = 45_000;

/**
 * What an audit's answer means. Only what runs at a school counts (`--omit=dev`). No answer is no failure: tests run without a network
 * too, and some mirrors of the registry have no audit.
 * @param {string} output of `npm audit --json`, with whatever npm said beside it
 * @returns {{ passed: boolean, sentence: string }}
 */
export function judgeAudit(output) {
  const report = readReport(output);
  const counts = report?.metadata?.vulnerabilities;
  if (counts === undefined) {
    const why = report?.message ?? output.trim().split('\n').at(-1) ?? '';
    return { passed: true, sentence: `nothing was audited, the registry gave no answer (${why.slice(0, 200)})` };
  }
  const bad = countOf(counts, FAILS_AT);
  const rest = countOf(counts, NAMED_ONLY);
  const packages = Object.keys(report?.vulnerabilities ?? {}).join(', ');
  if (bad > 0) return { passed: false, sentence: `${bad} known weaknesses, high or critical: ${packages}` };
  return {
    passed: true,
    sentence: rest === 0 ? 'no known weakness' : `${rest} known weaknesses, none above moderate: ${packages}`,
  };
}

/** @returns {Promise<number>} the exit code */
export async function auditPackages() {
  const quickly = ['--fetch-retries=0', '--fetch-timeout=20000'];
  const { output } = await runNpm(['audit', '--omit=dev', '--json', ...quickly], { quiet: true, limitMs: LIMIT_MS });
  const { passed, sentence } = judgeAudit(output);
  say(`packages: ${sentence}.`);
  return passed ? 0 : 1;
}

/**
 * @param {Record<string, number>} counts
 * @param {string[]} levels
 */
const countOf = (counts, levels) => levels.reduce((sum, level) => sum + (counts[level] ?? 0), 0);

/**
 * npm's own lines may stand before and behind the JSON.
 * @param {string} output
 * @returns {{ message?: string, metadata?: { vulnerabilities?: Record<string, number> }, vulnerabilities?: object } | undefined}
 */
function readReport(output) {
  try {
    return JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1));
  } catch {
    return undefined; // no report, then: npm said something else, or nothing
  }
}
