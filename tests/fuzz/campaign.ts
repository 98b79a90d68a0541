import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import type { Finding, Report, Row } from './report.ts';
import type { AnyTarget } from './target.ts';
import { openTargets } from './targets.ts';
import { Watchdog } from './watchdog.ts';

/** The longest that one input may take, in milliseconds. */
export const LIMIT_MS = 200;
/** Slow once may be the machine's other work; slow every time is ours. */
const TRIES = 4;
/** What all inputs of a target may leave in this process's memory, in MiB. */
export const MEMORY_MIB = 48;

export interface Settings {
  /** Over all targets. */
  readonly inputs: number;
  readonly seed: number;
  /** Only the target of this name. */
  readonly target?: string;
  /** Only this input of it. */
  readonly at?: string;
}

/** Throws all kinds of bytes at all places where bytes come in; says what did not hold. Rejects with NoSuchTarget. */
export async function fuzz(settings: Settings, tell: (line: string) => void): Promise<Report> {
  const started = performance.now();
  const { targets, close } = await openTargets(settings.target);
  const watchdog = new Watchdog();
  const unhandled: string[] = [];
  const note = (reason: unknown): void => void unhandled.push(String(reason));
  process.on('unhandledRejection', note);
  try {
    const rows: Row[] = [];
    for (const one of targets) {
      tell(one.name);
      rows.push(await play(one, settings, watchdog));
    }
    const seconds = (performance.now() - started) / 1000;
    return { ...settings, rows, unhandled, seconds };
  } finally {
    await close();
    await watchdog.stop();
    process.off('unhandledRejection', note);
  }
}

async function play(one: AnyTarget, settings: Settings, watchdog: Watchdog): Promise<Row> {
  const { seed, at } = settings;
  const wanted = Math.ceil((settings.inputs * one.share) / 1_000_000);
  const started = performance.now();
  const before = memory();
  watchdog.follow(one.name, seed);
  let inputs = 0;
  let slowest = 0;
  const property = fc.asyncProperty(one.inputs, async (input) => {
    watchdog.begin(inputs++);
    slowest = Math.max(slowest, await timeOf(one, input));
  });
  const told = await fc.check(property, {
    ...{ seed, numRuns: wanted, verbose: fc.VerbosityLevel.None, interruptAfterTimeLimit: 3_600_000 },
    ...(at !== undefined && { path: at, endOnFailure: true }),
  });
  const findings: Finding[] = told.failed ? [findingOf(told)] : [];
  watchdog.follow('', seed);
  await one.end?.().catch((error: unknown) => findings.push({ error: String(error), input: '', at: 'the end' }));
  const grown = memory() - before;
  if (grown > MEMORY_MIB) findings.push({ error: `${grown.toFixed(0)} MiB more in memory`, input: '', at: 'the end' });
  const ms = performance.now() - started;
  return { name: one.name, inputs, slowest, grown, kills: one.kills?.() ?? 0, ms, findings };
}

/** The time of one input, the quickest of some tries where the first was slow; throws where it is too long. */
async function timeOf(one: AnyTarget, input: unknown): Promise<number> {
  const limit = one.limitMs ?? LIMIT_MS;
  let quickest = Infinity;
  for (let tries = 0; tries < TRIES; tries++) {
    const start = performance.now();
    await one.check(input);
    quickest = Math.min(quickest, performance.now() - start);
    if (quickest <= limit) return quickest;
  }
  throw new Error(`took ${quickest.toFixed(0)} ms, and not less at any of ${TRIES} tries`);
}

function findingOf({ counterexample, counterexamplePath, errorInstance }: fc.RunDetails<[unknown]>): Finding {
  const error = errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance);
  return { error, input: show(counterexample?.[0]), at: counterexamplePath ?? '' };
}

/** The input for a person who wants to see it again: bytes in hexadecimal. */
function show(input: unknown): string {
  const inHex = (_key: string, value: unknown): unknown =>
    value instanceof Uint8Array ? `hex:${Buffer.from(value.subarray(0, 2_000)).toString('hex')}` : value;
  return JSON.stringify(input, inHex).slice(0, 6_000);
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What this process holds and needs, in MiB. */
function memory(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / (1024 * 1024);
}
