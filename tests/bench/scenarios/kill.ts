import { setTimeout as pause } from 'node:timers/promises';
import type { PieceFate } from '../fleet-messages.ts';
import type { Run } from '../run.ts';
import { Stage } from '../stage.ts';

const CLIENTS = 14;
/** A child's edit every so often, in milliseconds. */
const EVERY_MS = 250;
/** How long they write before the plug is pulled, in milliseconds, and how much longer in each further round. */
const WRITING_MS = 1_500;
const LONGER_MS = 370;

export interface KillFigures {
  readonly contender: string;
  readonly kills: number;
  readonly edits: number;
  /** Edits that the server had called safe; null where it never says so. */
  readonly acknowledged: number | null;
  readonly lost: number | null;
  /** Edits that another client had shown, and those of them that the server does not have any more. */
  readonly seen: number;
  readonly seenLost: number;
}

/** The server is killed while all write, and starts again; its writers are gone. What it had called safe must be there. */
export async function kill(run: Run): Promise<KillFigures[]> {
  const fates = new Map(run.contenders.map(({ name }) => [name, [] as Fate[]]));
  for (let round = 0; round < run.settings.rounds; round++) {
    for (const contender of run.inTurn(run.contenders, round)) {
      run.say(`kill -9, round ${round + 1}: ${contender.name}`);
      fates.get(contender.name)!.push(...(await killOnce(run, contender, WRITING_MS + round * LONGER_MS)));
    }
  }
  return run.contenders.map(({ name }) => summary(name, run.settings.rounds, fates.get(name)!));
}

interface Fate extends PieceFate {
  readonly survived: boolean;
}

async function killOnce(run: Run, contender: Run['contenders'][number], writingMs: number): Promise<Fate[]> {
  const docs = Array.from({ length: CLIENTS }, (_, at) => `s${Math.floor(at / 2)}/p0`);
  const seeds = [...new Set(docs)].map((doc) => ({ doc, texts: ['Il était une fois '] }));
  const devices = [...docs.map((doc) => [doc]), ...seeds.map(({ doc }) => [doc])];
  const stage = await Stage.set(contender, { folder: await run.folder(), seeds, clients: devices });
  try {
    const writers = stage.addFleet();
    await writers.ask('open', { url: stage.server.url, folder: stage.folder, docs: docs.map((doc) => [doc]) });
    await writers.ask('startPutting', { docs, everyMs: EVERY_MS, seed: writingMs });
    await pause(writingMs);
    await stage.server.kill();
    const fates = await writers.ask('stopPutting');
    await writers.end();
    const texts = await textsAfter(
      stage,
      seeds.map(({ doc }) => doc),
    );
    return fates.map((fate) => ({ ...fate, survived: texts.get(fate.doc)?.includes(fate.piece) ?? false }));
  } finally {
    await stage.strike();
  }
}

/** What a new device gets from the server that started again. */
async function textsAfter(stage: Stage, docs: readonly string[]): Promise<Map<string, string>> {
  stage.server = await stage.contender.start(stage.folder);
  const readers = stage.addFleet();
  const opening = { url: stage.server.url, folder: stage.folder, docs: docs.map((doc) => [doc]), first: CLIENTS };
  // A server that has nothing may let its readers wait for ever.
  await Promise.race([readers.ask('open', opening).catch(() => undefined), pause(10_000)]);
  const wish = docs.map((doc, client) => ({ client, doc }));
  const texts = await readers.ask('texts', wish).catch(() => docs.map(() => ''));
  return new Map(docs.map((doc, at) => [doc, texts[at]!]));
}

function summary(contender: string, kills: number, fates: readonly Fate[]): KillFigures {
  const acked = fates.filter((fate) => fate.acked);
  const seen = fates.filter((fate) => fate.seen);
  const lost = (some: readonly Fate[]): number => some.filter(({ survived }) => !survived).length;
  return {
    contender,
    kills,
    edits: fates.length,
    acknowledged: acked.length > 0 ? acked.length : null,
    lost: acked.length > 0 ? lost(acked) : null,
    seen: seen.length,
    seenLost: lost(seen),
  };
}
