import type { Chance } from '../../src/commands/classroom/chance.ts';
import { pause, until } from '../../src/commands/classroom/patience.ts';
import type { Proof } from './proof.ts';
import type { Part, School } from './school.ts';

/** How long a dead part stays dead, in milliseconds. */
const DEAD_MS = [0, 400] as const;
/** A node needs about 700 ms until it listens: blows fall before, in and after the opening of its stores. */
const STARTING_MS = [50, 1_200] as const;
/** New ✓✓ after which the next blow may fall, and the longest wait for them: a blow may also fall into the joining. */
const BREATH_ACKS = [3, 40] as const;
const BREATH_LIMIT_MS = 6_000;
const NO_BREATH = 0.2;

export interface Ordeal {
  readonly school: School;
  readonly proof: Proof;
  readonly chance: Chance;
  /** Edits that were shown as ✓✓ until now. */
  readonly acknowledged: () => number;
  /** The node above may have come back: tablets look at once, as where the network says so. */
  readonly knock: () => void;
}

type Blow = (ordeal: Ordeal) => Promise<void>;

const strike =
  (...parts: readonly Part[]): Blow =>
  async ({ school, chance, knock }) => {
    await Promise.all(parts.map((part) => school.kill(part)));
    await pause(chance.between(DEAD_MS));
    await Promise.all(parts.map((part) => school.begin(part)));
    knock();
  };

/** The part is killed, and killed again on its way up. */
const strikeTwice =
  (part: Part): Blow =>
  async (ordeal) => {
    const { school, chance, knock } = ordeal;
    await school.kill(part);
    await school.killWhileStarting(part, pause(chance.between(STARTING_MS)));
    await school.begin(part);
    knock();
  };

/** Connections end inside a frame, a request or an answer. */
const tear: Blow = async ({ school, chance }) => {
  school.wifi.tear(chance.count([1, 6]));
  school.uplink.tear(chance.count([0, 2]));
};

export const BLOWS: Readonly<Record<string, { readonly weight: number; readonly blow: Blow }>> = {
  'hub killed': { weight: 35, blow: strike('hub') },
  'ENT killed': { weight: 15, blow: strike('ent') },
  'both killed': { weight: 15, blow: strike('hub', 'ent') },
  'hub killed while starting': { weight: 15, blow: strikeTwice('hub') },
  'ENT killed while starting': { weight: 5, blow: strikeTwice('ent') },
  'sockets torn': { weight: 15, blow: tear },
};

/** One of the names, by its weight. */
export function chooseBlow(chance: Chance): string {
  const all = Object.entries(BLOWS).flatMap(([name, { weight }]) => new Array<string>(weight).fill(name));
  return chance.pick(all);
}

/** Lets the tablets write until some more of it is ✓✓, or goes on at once. */
export async function breathe({ chance, acknowledged }: Ordeal): Promise<void> {
  if (chance.happens(NO_BREATH)) return pause(chance.between([0, 300]));
  const goal = acknowledged() + chance.count(BREATH_ACKS);
  await until(() => acknowledged() >= goal, BREATH_LIMIT_MS);
}
