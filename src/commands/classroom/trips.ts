import type { Chance } from './chance.ts';
import { pause } from './patience.ts';
import type { Tablet } from './tablet.ts';

/** Parts of the run in which a tablet may be out of reach: once in the middle, or twice. */
const ONCE: readonly Window[] = [[0.1, 0.85]];
const TWICE: readonly Window[] = [
  [0.08, 0.42],
  [0.5, 0.85],
];
/** Part of such a window that a trip takes. */
const LENGTH = [0.25, 0.5] as const;

type Window = readonly [number, number];

/** When a tablet leaves the hub's reach and is back, in parts of the run. */
export interface Trip {
  readonly leaves: number;
  readonly returns: number;
}

export function planTrips(chance: Chance): Trip[] {
  return (chance.happens(0.3) ? TWICE : ONCE).map(([from, to]) => {
    const length = (to - from) * chance.between(LENGTH);
    const leaves = chance.between([from, to - length]);
    return { leaves, returns: leaves + length };
  });
}

/** When it all begins and ends on the clock of this process, in milliseconds. */
interface Run {
  readonly start: number;
  readonly end: number;
}

/** Takes the tablet away and back; its pupil writes on meanwhile. */
export async function travel(tablet: Tablet, trips: readonly Trip[], run: Run): Promise<void> {
  const at = (part: number): number => run.start + (run.end - run.start) * part;
  for (const { leaves, returns } of trips) {
    await pause(at(leaves) - performance.now());
    tablet.goAway();
    await pause(at(returns) - performance.now());
    tablet.comeBack();
  }
}
