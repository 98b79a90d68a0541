import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { BREAKS, type Break } from './disk.ts';
import type { Campaign, Played } from './player.ts';

/*
 * npm run simulate -- --schedules N --seed S [--tablets 5] [--break fsync|tag|acl|gap|quota] [--jobs N]
 * Plays N schedules, seeds S, S+1, …; the last line is JSON; exit 1 where a promise was broken, 2 where the options make no sense.
 */

/** Schedules handed to a worker at a time. */
const BATCH = 25;
/** A schedule's rubbish is swept at once and seldom, since nearly nothing of it lives on. */
const YOUNG_MB = 128;
/** Broken schedules that are told in full. */
const TOLD = 10;
/** A long campaign says how far it is each time so many schedules were played. */
const PROGRESS_EVERY = 10_000;

interface Totals {
  schedules: number;
  lost: number;
  diverged: number;
  leaked: number;
  stuck: number;
  edits: number;
}

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    tablets: { type: 'string', default: '5' },
    break: { type: 'string' },
    jobs: { type: 'string', default: String(availableParallelism()) },
  },
});

const [schedules, seed, tablets, jobs] = [values.schedules, values.seed, values.tablets, values.jobs].map(Number);
const broken = values.break as Break;
if (
  ![schedules, seed, tablets, jobs].every((value) => Number.isSafeInteger(value) && value! > 0) ||
  !BREAKS.includes(broken)
) {
  console.error(`simulate: whole numbers above 0 are wanted, and --break is one of ${BREAKS.slice(1).join(', ')}.`);
  process.exitCode = 2;
} else await simulate({ schedules: schedules!, seed: seed!, tablets: tablets!, jobs: jobs! });

async function simulate(wanted: { schedules: number; seed: number; tablets: number; jobs: number }): Promise<void> {
  const started = performance.now();
  const totals: Totals = { schedules: 0, lost: 0, diverged: 0, leaked: 0, stuck: 0, edits: 0 };
  let next = wanted.seed;
  const end = wanted.seed + wanted.schedules;
  const takeBatch = (): Campaign | undefined => {
    if (next >= end) return undefined;
    const from = next;
    next = Math.min(end, from + BATCH);
    return { from, to: next, tablets: wanted.tablets, broken };
  };
  const perSecond = () => Math.round((totals.schedules / (performance.now() - started)) * 10_000) / 10;
  const hear = (played: Played): void => {
    add(totals, played);
    if (totals.schedules % PROGRESS_EVERY > 0) return;
    console.error(`simulate: ${totals.schedules} of ${wanted.schedules} schedules, ${perSecond()} a second`);
  };
  await Promise.all(Array.from({ length: wanted.jobs }, () => work(takeBatch, hear)));
  console.log(JSON.stringify({ ...totals, perSecond: perSecond() }));
  process.exitCode = totals.lost + totals.diverged + totals.leaked + totals.stuck > 0 ? 1 : 0;
}

/** One worker, batch after batch. */
function work(takeBatch: () => Campaign | undefined, hear: (played: Played) => void): Promise<void> {
  const first = takeBatch();
  if (!first) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('player.ts', import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    worker.on('message', (played: Played[]) => {
      played.forEach(hear);
      const batch = takeBatch();
      if (batch) worker.postMessage(batch);
      else void worker.terminate().then(() => resolve());
    });
    worker.on('error', reject);
    worker.postMessage(first);
  });
}

function add(totals: Totals, { seed, outcome }: Played): void {
  const told = totals.lost + totals.diverged + totals.leaked + totals.stuck;
  totals.schedules += 1;
  totals.edits += outcome.edits;
  if (outcome.lost.length > 0) totals.lost += 1;
  if (outcome.diverged.length > 0) totals.diverged += 1;
  if (outcome.leaked > 0) totals.leaked += 1;
  if (outcome.stuck) totals.stuck += 1;
  const bad = totals.lost + totals.diverged + totals.leaked + totals.stuck > told;
  if (bad && told < TOLD) console.log(`seed ${seed}: ${JSON.stringify(outcome)}`);
}
