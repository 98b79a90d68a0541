// Measures Cartable beside its peers, all on the same work in one run, and prints ratios. Exit 1 where Cartable lost an edit that it
// had acknowledged, or where the month is beyond one of its bounds; beside its peers it asserts nothing about time.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { OURS } from './contenders.ts';
import { installPeers } from './install-peers.ts';
import { coldRatios, growthRatios, homeRatios, liveRatios } from './ratios.ts';
import { Run } from './run.ts';
import { coldJoin } from './scenarios/cold-join.ts';
import { comesHome, roundTrips } from './scenarios/comes-home.ts';
import { growth } from './scenarios/growth.ts';
import { kill } from './scenarios/kill.ts';
import { live } from './scenarios/live.ts';
import { month } from './scenarios/month.ts';
import { readSettings, type Scenario, USAGE } from './settings.ts';
import { coldTables, growthTables, homeTables, killTable, liveTables, monthTable } from './tables.ts';

/** Clients of the live scenario: a classroom, and a school. */
const LIVE_CLIENTS = [14, 100];

/** What the figures do not say by themselves. */
const NOTES = [
  'Our clients keep their rows in memory here, as the peers’ do: a real tablet writes an edit to IndexedDB before it sends it.',
  'y-websocket is measured as it is shipped: without YPERSISTENCE it stores nothing.',
  'An ack says that the edit is on the server’s disk only where the table says so: times to an ack compare by that alone.',
];

interface Played {
  /** For `--json`. */
  readonly figures: unknown;
  readonly ratios?: unknown;
  /** What should not be, in sentences. */
  readonly broken?: readonly string[];
}

/** Each plays and prints its tables. */
const SCENARIOS: Record<Scenario, (run: Run) => Promise<Played>> = {
  home: async (run) => {
    const trips = await roundTrips(run);
    const figures = await comesHome(run);
    console.log(homeTables(figures, trips));
    return { figures: { roundTrips: Object.fromEntries(trips), figures }, ratios: homeRatios(figures) };
  },
  live: async (run) => {
    const figures = shown(await live(run, LIVE_CLIENTS), liveTables);
    return { figures, ratios: liveRatios(figures) };
  },
  cold: async (run) => {
    const figures = shown(await coldJoin(run), coldTables);
    return { figures, ratios: coldRatios(figures) };
  },
  kill: async (run) => {
    const figures = shown(await kill(run), killTable);
    const lost = figures.find(({ contender }) => contender === OURS)?.lost ?? 0;
    return { figures, broken: lost > 0 ? [`${OURS} lost ${lost} acknowledged edits`] : [] };
  },
  growth: async (run) => {
    const figures = shown(await growth(run), growthTables);
    return { figures, ratios: growthRatios(figures) };
  },
  month: async (run) => {
    const figures = shown(await month(run), monthTable);
    const beyond = figures.filter(({ value, bound }) => bound !== null && value > bound);
    return {
      figures,
      broken: beyond.map(({ what, value, bound, unit }) => `${what}: ${value} ${unit}, bound ${bound}`),
    };
  },
};

function shown<Figures>(figures: Figures, table: (figures: Figures) => string): Figures {
  console.log(table(figures));
  return figures;
}

async function bench(argv: readonly string[]): Promise<0 | 1 | 2> {
  const settings = readSettings(argv);
  if (!settings) {
    console.error(USAGE);
    return 2;
  }
  await installPeers();
  const folder = await mkdtemp(join(tmpdir(), 'cartable-bench-'));
  const run = new Run(settings, folder);
  const machine = { processors: availableParallelism(), node: process.version, loadBefore: loadavg() };
  try {
    const all: Record<string, unknown> = {};
    const ratios: Record<string, unknown> = {};
    const broken: string[] = [];
    for (const name of settings.only) {
      const played = await SCENARIOS[name](run);
      all[name] = played.figures;
      if (played.ratios) ratios[name] = played.ratios;
      broken.push(...(played.broken ?? []));
    }
    const report = {
      at: new Date().toISOString(),
      machine: { ...machine, loadAfter: loadavg() },
      settings,
      notes: NOTES,
    };
    console.log(
      `${machine.processors} processors, Node ${machine.node}, load ${machine.loadBefore.map((one) => one.toFixed(1)).join(' ')} before.`,
    );
    for (const note of NOTES) console.log(note);
    for (const sentence of broken) console.error(`✗ ${sentence}`);
    const json = { ...report, ...all, ratios, broken };
    if (settings.json !== undefined) await writeFile(settings.json, `${JSON.stringify(json, undefined, 1)}\n`);
    return broken.length > 0 ? 1 : 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

process.exitCode = await bench(process.argv.slice(2));
