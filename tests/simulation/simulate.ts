import { parseArgs } from 'node:util';
import type { Break } from './disk.ts';
import { seedTheWorld } from './seeded-crypto.ts';

/*
 * npm run simulate -- --schedules N --seed S [--tablets 5] [--break fsync|tag|acl|gap|quota] [--verbose]
 * Plays N schedules, seeds S, S+1, …; the last line is JSON; exit 1 where a promise was broken.
 */

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    tablets: { type: 'string', default: '5' },
    break: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});

const started = performance.now();
const totals = { schedules: 0, lost: 0, diverged: 0, leaked: 0, stuck: 0, edits: 0 };
const reseed = seedTheWorld();
const { playSchedule } = await import('./schedule.ts');

for (let index = 0; index < Number(values.schedules); index++) {
  const seed = Number(values.seed) + index;
  reseed(seed);
  const outcome = await playSchedule(seed, { tablets: Number(values.tablets), broken: values.break as Break });
  totals.schedules += 1;
  totals.lost += outcome.lost.length > 0 ? 1 : 0;
  totals.diverged += outcome.diverged.length > 0 ? 1 : 0;
  totals.leaked += outcome.leaked > 0 ? 1 : 0;
  totals.stuck += outcome.stuck ? 1 : 0;
  totals.edits += outcome.edits;
  const bad = outcome.lost.length + outcome.diverged.length + outcome.leaked > 0 || outcome.stuck;
  if (bad && (values.verbose || totals.lost + totals.diverged + totals.leaked + totals.stuck <= 5)) {
    console.log(`seed ${seed}: ${JSON.stringify(outcome)}`);
  }
}

const seconds = (performance.now() - started) / 1000;
console.log(JSON.stringify({ ...totals, perSecond: Math.round(totals.schedules / seconds) }));
process.exitCode = totals.lost + totals.diverged + totals.leaked + totals.stuck > 0 ? 1 : 0;
