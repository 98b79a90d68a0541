import { parentPort } from 'node:worker_threads';
import type { Break } from './disk.ts';
import type { Outcome } from './schedule.ts';
import { seedTheWorld } from './seeded-crypto.ts';

/** Seeds from `from` up to and without `to`. */
export interface Campaign {
  readonly from: number;
  readonly to: number;
  readonly tablets: number;
  readonly broken: Break;
}

export interface Played {
  readonly seed: number;
  readonly outcome: Outcome;
}

/** Errors are thrown by the thousand and nobody reads where. */
Error.stackTraceLimit = 0;

/** Plays batches of schedules in a thread of its own. The engine is imported after the platform's randomness is seeded. */
const reseed = seedTheWorld();
const { playSchedule, settledMorning } = await import('./schedule.ts');
reseed(0);
const morning = await settledMorning();

parentPort?.on('message', (campaign: Campaign) => {
  void play(campaign).then((played) => parentPort?.postMessage(played));
});

async function play({ from, to, tablets, broken }: Campaign): Promise<Played[]> {
  const played: Played[] = [];
  for (let seed = from; seed < to; seed++) {
    reseed(seed);
    played.push({ seed, outcome: await playSchedule(seed, { tablets, broken, morning }) });
  }
  return played;
}
