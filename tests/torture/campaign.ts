import type { Edit } from '../../src/commands/classroom/edit.ts';
import { BLOWS, breathe, chooseBlow } from './blows.ts';
import { ClassAtWork, type Settings } from './class-at-work.ts';
import type { Report } from './report.ts';
import { fillDisk, restoreYesterday } from './trials.ts';
import { holdAgainst } from './verdict.ts';

export type Tell = (line: string) => void;

/** Plays a class at a hub and an ENT that are killed, torn off, restored and filled up, and says what became of its writing. */
export async function torture(settings: Settings, tell: Tell): Promise<Report> {
  const started = performance.now();
  const atWork = await ClassAtWork.begin(settings);
  try {
    const { school, proof } = atWork.ordeal;
    const suffered = await suffer(atWork, settings.kills, tell);
    await atWork.rest();
    tell('everything comes to rest');
    const verdict = await holdAgainst(atWork.room, school, suffered.onlyOnTablets, proof.lost);
    const seconds = Math.round((performance.now() - started) / 1000);
    return { ...suffered, ...verdict, ...settings, kills: school.kills, disk: school.disk.what, seconds };
  } finally {
    await atWork.close();
  }
}

interface Suffered {
  /** How often each blow fell. */
  readonly blows: ReadonlyMap<string, number>;
  readonly torn: number;
  readonly diskFull: number;
  /** Of the starts on a full disk, how many came up. */
  readonly startedFull: number;
  readonly onlyOnTablets: readonly Edit[];
}

/** Blow after blow until enough processes were killed; restores and full disks at their times. */
async function suffer({ room, ordeal }: ClassAtWork, kills: number, tell: Tell): Promise<Suffered> {
  const { school, chance } = ordeal;
  const trials = plan(kills);
  const blows = new Map<string, number>();
  const onlyOnTablets = new Set<Edit>();
  let startedFull = 0;
  while (school.kills < kills || trials.length > 0) {
    await breathe(ordeal);
    tell(`${school.kills} of ${kills} kills, ${ordeal.acknowledged()} edits ✓✓`);
    const due = trials[0] !== undefined && school.kills >= Math.min(trials[0].after, kills);
    const name = due ? trials.shift()!.name : chooseBlow(chance);
    blows.set(name, (blows.get(name) ?? 0) + 1);
    if (name === 'hub restored') {
      for (const edit of await restoreYesterday(ordeal, room.ledger)) onlyOnTablets.add(edit);
    } else if (name === 'disk full') {
      startedFull += (await fillDisk(ordeal, room.tablets)).startedFull ? 1 : 0;
    } else await BLOWS[name]!.blow(ordeal);
  }
  const torn = school.wifi.torn + school.uplink.torn;
  school.look();
  return { blows, torn, diskFull: school.timesFull(), startedFull, onlyOnTablets: [...onlyOnTablets] };
}

interface Trial {
  readonly name: 'sockets torn' | 'hub restored' | 'disk full';
  /** Number of kills after which it comes. */
  readonly after: number;
}

/** Each trial once in fifty kills, at least once. */
function plan(kills: number): Trial[] {
  const times = Math.max(1, Math.floor(kills / 50));
  return Array.from({ length: times }, (_, index): Trial[] => [
    { name: 'sockets torn', after: (kills * (index + 0.1)) / times },
    { name: 'hub restored', after: (kills * (index + 0.3)) / times },
    { name: 'disk full', after: (kills * (index + 0.7)) / times },
  ]).flat();
}
