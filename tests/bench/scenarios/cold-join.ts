import type { Seed } from '../client.ts';
import type { Run } from '../run.ts';
import { Stage } from '../stage.ts';
import { cameIn, median } from '../statistics.ts';
import { typedProse } from '../words.ts';

/** Characters that came at once when the documents were typed. */
const BURST_CHARS = 25;

const SHAPES = [
  { shape: '40 × 2 KB', documents: 40, chars: 2_000 },
  { shape: '1 × 200 KB', documents: 1, chars: 200_000 },
];

export interface ColdFigures {
  readonly shape: string;
  readonly contender: string;
  readonly ms: number | null;
  /** In how many of the rounds everything came. */
  readonly cameIn: number;
  readonly rounds: number;
  readonly bytes: number | null;
  readonly cpuMs: number | null;
}

interface Join {
  readonly ms: number | null;
  readonly bytes: number;
  readonly cpuMs: number | null;
}

/** A device that has nothing yet gets everything. */
export async function coldJoin(run: Run): Promise<ColdFigures[]> {
  const figures: ColdFigures[] = [];
  for (const { shape, documents, chars } of SHAPES) {
    const seeds = Array.from({ length: documents }, (_, at): Seed => {
      return { doc: `s0/p${at}`, texts: typedProse(chars, BURST_CHARS, at) };
    });
    const stages: Stage[] = [];
    try {
      for (const contender of run.contenders) {
        run.say(`cold join, ${shape}: ${contender.name} gets ready`);
        const clients = Array.from({ length: run.settings.rounds + 1 }, () => seeds.map(({ doc }) => doc));
        stages.push(await Stage.set(contender, { folder: await run.folder(), seeds, clients }));
      }
      const joins = new Map<Stage, Join[]>(stages.map((stage) => [stage, []]));
      // The first device finds a cold server, and does not count.
      for (let round = 0; round <= run.settings.rounds; round++) {
        for (const stage of run.inTurn(stages, round)) {
          const join = await joinOnce(stage, seeds, round);
          if (round > 0) joins.get(stage)!.push(join);
        }
      }
      for (const [{ contender }, all] of joins) {
        const middle = (figure: keyof Join): number | null => median(all.map((join) => join[figure]));
        figures.push({
          shape,
          contender: contender.name,
          ms: middle('ms'),
          cameIn: cameIn(all.map(({ ms }) => ms)),
          rounds: all.length,
          bytes: middle('bytes'),
          cpuMs: middle('cpuMs'),
        });
      }
    } finally {
      for (const stage of stages) await stage.strike();
    }
  }
  return figures;
}

async function joinOnce(stage: Stage, seeds: readonly Seed[], first: number): Promise<Join> {
  const fleet = stage.addFleet();
  try {
    const docs = seeds.map(({ doc }) => doc);
    await fleet.ask('texts', []); // the process is up and its code is read
    const before = stage.server.use().cpuMs;
    const opened = await fleet.ask('open', { url: stage.server.url, folder: stage.folder, docs: [docs], first });
    const after = stage.server.use().cpuMs;
    const texts = await fleet.ask(
      'texts',
      docs.map((doc) => ({ client: 0, doc })),
    );
    const whole = seeds.every((seed, at) => texts[at] === seed.texts.join(''));
    const { up, down } = await fleet.ask('bytes');
    const cpuMs = before === null || after === null ? null : after - before;
    return { ms: whole ? opened.to - opened.from : null, bytes: up + down, cpuMs };
  } finally {
    await fleet.end();
  }
}
