import type { Contender } from '../contenders.ts';
import type { Measured } from '../fleet-messages.ts';
import type { Run } from '../run.ts';
import { Stage } from '../stage.ts';
import { cameIn, median } from '../statistics.ts';
import type { ServerUse } from '../server-process.ts';
import { WatchedWay } from '../way.ts';
import { type Absence, Trolley } from './trolley.ts';

/** How one contender fared in one round. */
interface Round {
  readonly convergedMs: number | null;
  readonly onDiskMs: number | null;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly cpuMs: number | null;
  readonly rssMb: number | null;
  readonly toMerged: number;
  readonly toPure: number;
}

export interface HomeFigures {
  readonly clients: number;
  readonly contender: string;
  /** Until all clients show everything. */
  readonly convergedMs: number | null;
  /** Until the server's disk has it too. */
  readonly onDiskMs: number | null;
  /** In how many of the rounds that was so. */
  readonly convergedIn: number;
  readonly onDiskIn: number;
  readonly bytesUp: number | null;
  readonly bytesDown: number | null;
  /** Bytes ÷ all keystrokes that anyone lacks, merged. */
  readonly toMerged: number | null;
  /** Bytes ÷ the same joined and compressed. */
  readonly toPure: number | null;
  readonly cpuMs: number | null;
  readonly rssMb: number | null;
  readonly rounds: readonly Round[];
}

/** The trolley comes home: everybody wrote apart, and all return at the same moment. */
export async function comesHome(run: Run): Promise<HomeFigures[]> {
  const figures: HomeFigures[] = [];
  for (const clients of run.settings.clients) figures.push(...(await comesHomeWith(run, clients)));
  return figures;
}

async function comesHomeWith(run: Run, clients: number): Promise<HomeFigures[]> {
  const trolley = new Trolley(clients);
  const stages: Stage[] = [];
  try {
    for (const contender of run.contenders) {
      run.say(`the trolley comes home, ${clients} clients: ${contender.name} gets ready`);
      stages.push(await awayFromHome(run, contender, trolley));
    }
    const rounds = new Map<Stage, Round[]>(stages.map((stage) => [stage, []]));
    // The first round warms everybody up and does not count.
    for (let round = 0; round <= run.settings.rounds; round++) {
      const absence = trolley.absence(round);
      for (const stage of run.inTurn(stages, round)) {
        const figures = await returnAll(stage, absence);
        run.say(`  ${stage.contender.name}: ${JSON.stringify(figures)}`);
        if (round > 0) rounds.get(stage)!.push(figures);
      }
    }
    return stages.map((stage) => summary(clients, stage.contender, rounds.get(stage)!));
  } finally {
    for (const stage of stages) await stage.strike();
  }
}

async function awayFromHome(run: Run, contender: Contender, { seeds, clients }: Trolley): Promise<Stage> {
  const stage = await Stage.set(contender, {
    folder: await run.folder(),
    seeds,
    clients,
    nodeOptions: run.profiled(contender),
  });
  const fleet = stage.addFleet();
  await fleet.ask('open', { url: stage.server.url, folder: stage.folder, docs: clients });
  await fleet.ask('depart');
  return stage;
}

async function returnAll(
  stage: Stage,
  { paragraphs, texts, expected, mergedBytes, pureBytes }: Absence,
): Promise<Round> {
  const fleet = stage.fleets.at(-1)!;
  await fleet.ask('write', paragraphs);
  const before = stage.server.use();
  const storing = stage.stored(texts);
  const home = await fleet.ask('comeHome', expected);
  const storedAt = await storing;
  const after = stage.server.use();
  const { up, down } = await fleet.ask('bytes');
  await fleet.ask('depart');
  return {
    convergedMs: convergedMs(home),
    onDiskMs: storedAt === null || home.missing > 0 ? null : Math.max(storedAt, home.to) - home.from,
    bytesUp: up,
    bytesDown: down,
    cpuMs: cpuBetween(before, after),
    rssMb: after.rssMb,
    toMerged: (up + down) / mergedBytes,
    toPure: (up + down) / pureBytes,
  };
}

const convergedMs = (home: Measured): number | null => (home.missing > 0 ? null : home.to - home.from);

const cpuBetween = (before: ServerUse, after: ServerUse): number | null =>
  before.cpuMs === null || after.cpuMs === null ? null : after.cpuMs - before.cpuMs;

function summary(clients: number, { name }: Contender, rounds: readonly Round[]): HomeFigures {
  const of = (figure: keyof Round): (number | null)[] => rounds.map((round) => round[figure]);
  const middle = (figure: keyof Round): number | null => median(of(figure));
  return {
    clients,
    contender: name,
    convergedMs: middle('convergedMs'),
    onDiskMs: middle('onDiskMs'),
    convergedIn: cameIn(of('convergedMs')),
    onDiskIn: cameIn(of('onDiskMs')),
    bytesUp: middle('bytesUp'),
    bytesDown: middle('bytesDown'),
    toMerged: middle('toMerged'),
    toPure: middle('toPure'),
    cpuMs: middle('cpuMs'),
    rssMb: middle('rssMb'),
    rounds,
  };
}

/** How often one returning client must hear before it can go on, until it shows everything. */
export async function roundTrips(run: Run): Promise<Map<string, number>> {
  const trips = new Map<string, number>();
  for (const contender of run.contenders) trips.set(contender.name, await tripsOf(run, contender));
  return trips;
}

async function tripsOf(run: Run, contender: Contender): Promise<number> {
  const trolley = new Trolley(2);
  const stage = await Stage.set(contender, { folder: await run.folder(), ...trolley });
  const way = await WatchedWay.to(stage.server.url);
  try {
    const fleet = stage.addFleet();
    const docs = trolley.clients;
    await fleet.ask('open', { url: stage.server.url, watchedUrl: way.url, folder: stage.folder, docs });
    await fleet.ask('depart');
    const { paragraphs, expected } = trolley.absence(0);
    await fleet.ask('write', paragraphs);
    way.take();
    await fleet.ask('comeHome', expected);
    return way.take();
  } finally {
    await stage.strike();
    await way.close();
  }
}
