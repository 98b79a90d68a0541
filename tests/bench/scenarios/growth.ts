import type { Seed } from '../client.ts';
import type { Expected, Paragraph } from '../fleet-messages.ts';
import type { Run } from '../run.ts';
import { Stage } from '../stage.ts';
import { cameIn, median } from '../statistics.ts';
import { prose, typedProse } from '../words.ts';

/** Documents at 1 ×, and the characters of each. */
const DOCUMENTS = 40;
const DOCUMENT_CHARS = 500;
/** A row each, as they came: 500 characters make 20. */
const BURST_CHARS = 25;
/** Documents that the tablet edited, and that others edited for it. */
const EDITED = 5;
const PARAGRAPH_CHARS = 220;
const RUBBED_OUT_CHARS = 20;
const FACTORS = [1, 4, 16, 64] as const;
/** One absence that warms up, then those that count. */
const ABSENCES = 3;

/** What grows: the number of documents, or what was ever written in each. */
const AXES = ['documents', 'history'] as const;
type Axis = (typeof AXES)[number];

export interface GrowthFigures {
  readonly axis: Axis;
  readonly factor: number;
  readonly contender: string;
  readonly ms: number | null;
  /** In how many of the rounds everything came. */
  readonly cameIn: number;
  readonly rounds: number;
  readonly bytes: number | null;
  readonly cpuMs: number | null;
}

type Return = Pick<GrowthFigures, 'ms' | 'bytes' | 'cpuMs'>;

/** One tablet returns to ever more that did not change. */
export async function growth(run: Run): Promise<GrowthFigures[]> {
  const figures: GrowthFigures[] = [];
  for (const axis of AXES) {
    for (const factor of FACTORS) {
      for (const contender of run.contenders) {
        run.say(`growth, ${factor} × ${axis}: ${contender.name}`);
        const returns = await returnsAt(run, contender, seedsOf(axis, factor));
        const middle = (figure: keyof Return): number | null => median(returns.map((one) => one[figure]));
        figures.push({
          axis,
          factor,
          contender: contender.name,
          ms: middle('ms'),
          cameIn: cameIn(returns.map(({ ms }) => ms)),
          rounds: returns.length,
          bytes: middle('bytes'),
          cpuMs: middle('cpuMs'),
        });
      }
    }
  }
  return figures;
}

function seedsOf(axis: Axis, factor: number): Seed[] {
  const documents = axis === 'documents' ? DOCUMENTS * factor : DOCUMENTS;
  const chars = axis === 'history' ? DOCUMENT_CHARS * factor : DOCUMENT_CHARS;
  return Array.from({ length: documents }, (_, at) => {
    return { doc: `s${Math.floor(at / DOCUMENTS)}/p${at % DOCUMENTS}`, texts: typedProse(chars, BURST_CHARS, at) };
  });
}

async function returnsAt(run: Run, contender: Run['contenders'][number], seeds: readonly Seed[]): Promise<Return[]> {
  const docs = seeds.map(({ doc }) => doc);
  const texts = new Map(seeds.map((seed) => [seed.doc, seed.texts.join('')]));
  const stage = await Stage.set(contender, { folder: await run.folder(), seeds, clients: [docs, docs] });
  try {
    const [tablet, other] = [stage.addFleet(), stage.addFleet()];
    const opening = { url: stage.server.url, folder: stage.folder };
    await tablet.ask('open', { ...opening, docs: [docs] });
    await other.ask('open', { ...opening, docs: [docs], first: 1 });
    const returns: Return[] = [];
    for (let absence = 0; absence <= ABSENCES; absence++) {
      const from = absence * 2 * EDITED;
      const own = write(texts, docs.slice(from, from + EDITED), absence);
      const others = write(texts, docs.slice(from + EDITED, from + 2 * EDITED), absence + 100);
      await tablet.ask('depart');
      await other.ask('write', others.paragraphs);
      await stage.stored(others.texts);
      await tablet.ask('write', own.paragraphs);
      const before = stage.server.use().cpuMs;
      const storing = stage.stored(own.texts);
      const arriving = other.ask('wait', own.expected);
      const home = await tablet.ask('comeHome', others.expected);
      const storedAt = await storing;
      const missing = home.missing + (await arriving);
      const after = stage.server.use().cpuMs;
      const { up, down } = await tablet.ask('bytes');
      const until = Math.max(home.to, storedAt ?? home.to);
      const cpuMs = before === null || after === null ? null : after - before;
      if (absence > 0) returns.push({ ms: missing > 0 ? null : until - home.from, bytes: up + down, cpuMs });
    }
    return returns;
  } finally {
    await stage.strike();
  }
}

interface Written {
  readonly paragraphs: Paragraph[];
  readonly expected: Expected[];
  readonly texts: Map<string, string>;
}

function write(texts: Map<string, string>, docs: readonly string[], seed: number): Written {
  const paragraphs = docs.map((doc, at): Paragraph => {
    return { client: 0, doc, text: prose(PARAGRAPH_CHARS, seed * 1_000 + at), rubbedOut: RUBBED_OUT_CHARS };
  });
  for (const { doc, text } of paragraphs) texts.set(doc, texts.get(doc)! + text.slice(0, -RUBBED_OUT_CHARS));
  const now = new Map(docs.map((doc) => [doc, texts.get(doc)!]));
  return { paragraphs, texts: now, expected: docs.map((doc) => ({ client: 0, doc, text: now.get(doc)! })) };
}
