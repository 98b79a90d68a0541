import { setTimeout as pause } from 'node:timers/promises';
import type { Contender } from '../contenders.ts';
import type { LiveTimes } from '../fleet-messages.ts';
import { nowMs } from '../meter.ts';
import type { Run } from '../run.ts';
import { Stage } from '../stage.ts';
import { quantile } from '../statistics.ts';
import { prose } from '../words.ts';

/** Clients that share a document. */
const TOGETHER = 4;
/** A child's edit every so often, in milliseconds; with 100 clients that is 200 edits a second. */
const EVERY_MS = 500;
const WARM_MS = 4_000;
const MEASURED_MS = 8_000;

export interface LiveFigures {
  readonly clients: number;
  readonly contender: string;
  readonly edits: number;
  readonly toOtherP50: number | null;
  readonly toOtherP99: number | null;
  readonly toAckP50: number | null;
  readonly toAckP99: number | null;
  /** Processor time of the server for one edit, in milliseconds. */
  readonly cpuPerEditMs: number | null;
  /** Edits that did not come to a client that shows the document. */
  readonly unheard: number;
  /** Edits that were never acknowledged, and so have no time; null where nothing ever is. */
  readonly unacked: number | null;
  /** Where an edit is when it is acknowledged. */
  readonly ack: Contender['ack'];
}

/** Four write in each document at a child's pace, all within reach. */
export async function live(run: Run, clientCounts: readonly number[]): Promise<LiveFigures[]> {
  const figures: LiveFigures[] = [];
  for (const clients of clientCounts) {
    const times = new Map(run.contenders.map(({ name }) => [name, [] as (LiveTimes & { cpuMs: number | null })[]]));
    // One contender at a time: those that wait would still heat the machine with their heartbeats.
    for (let round = 0; round < run.settings.liveRounds; round++) {
      for (const contender of run.inTurn(run.contenders, round)) {
        run.say(`live, ${clients} clients, round ${round + 1}: ${contender.name}`);
        times.get(contender.name)!.push(await playOnce(run, contender, clients));
      }
    }
    for (const contender of run.contenders) figures.push(summary(clients, contender, times.get(contender.name)!));
  }
  return figures;
}

async function playOnce(
  run: Run,
  contender: Contender,
  clients: number,
): Promise<LiveTimes & { cpuMs: number | null }> {
  const docs = Array.from({ length: clients }, (_, at) => `s${Math.floor(at / TOGETHER)}/p0`);
  const seeds = [...new Set(docs)].map((doc, at) => ({ doc, texts: [prose(500, at)] }));
  const stage = await Stage.set(contender, {
    folder: await run.folder(),
    seeds,
    clients: docs.map((doc) => [doc]),
    nodeOptions: run.profiled(contender),
  });
  try {
    const fleet = stage.addFleet();
    await fleet.ask('open', { url: stage.server.url, folder: stage.folder, docs: docs.map((doc) => [doc]) });
    await fleet.ask('startPutting', { docs, everyMs: EVERY_MS, seed: 1 });
    // Warm, as a server is in the second minute of a lesson.
    await pause(WARM_MS);
    const [since, before] = [nowMs(), stage.server.use().cpuMs];
    await pause(MEASURED_MS);
    const after = stage.server.use().cpuMs;
    const times = await fleet.ask('endPutting', { since });
    return { ...times, cpuMs: before === null || after === null ? null : after - before };
  } finally {
    await stage.strike();
  }
}

function summary(
  clients: number,
  { name, ack }: Contender,
  rounds: readonly (LiveTimes & { cpuMs: number | null })[],
): LiveFigures {
  const toOther = rounds.flatMap((round) => round.toOther);
  const toAck = rounds.flatMap((round) => round.toAck);
  const edits = rounds.reduce((sum, round) => sum + round.edits, 0);
  const cpu = rounds.reduce((sum, round) => sum + (round.cpuMs ?? NaN), 0);
  return {
    clients,
    contender: name,
    edits,
    toOtherP50: quantile(toOther, 0.5),
    toOtherP99: quantile(toOther, 0.99),
    toAckP50: quantile(toAck, 0.5),
    toAckP99: quantile(toAck, 0.99),
    cpuPerEditMs: Number.isNaN(cpu) ? null : cpu / edits,
    unheard: rounds.reduce((sum, round) => sum + round.unheard, 0),
    unacked: ack ? rounds.reduce((sum, round) => sum + round.unacked, 0) : null,
    ack,
  };
}
