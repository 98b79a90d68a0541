// Measures Cartable beside its peers, all on the same work in one run, and prints ratios. It asserts nothing about time.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPeers } from './install-peers.ts';
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

/** Each plays, prints its tables, and gives its figures for `--json`. */
const SCENARIOS: Record<Scenario, (run: Run) => Promise<unknown>> = {
  home: async (run) => {
    const trips = await roundTrips(run);
    const figures = await comesHome(run);
    console.log(homeTables(figures, trips));
    return { roundTrips: Object.fromEntries(trips), figures };
  },
  live: async (run) => shown(await live(run, LIVE_CLIENTS), liveTables),
  cold: async (run) => shown(await coldJoin(run), coldTables),
  kill: async (run) => shown(await kill(run), killTable),
  growth: async (run) => shown(await growth(run), growthTables),
  month: async (run) => shown(await month(run), monthTable),
};

function shown<Figures>(figures: Figures, table: (figures: Figures) => string): Figures {
  console.log(table(figures));
  return figures;
}

async function bench(argv: readonly string[]): Promise<0 | 2> {
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
    for (const name of settings.only) all[name] = await SCENARIOS[name](run);
    const report = { at: new Date().toISOString(), machine: { ...machine, loadAfter: loadavg() }, settings, ...all };
    console.log(
      `${machine.processors} processors, Node ${machine.node}, load ${machine.loadBefore.map((one) => one.toFixed(1)).join(' ')} before.`,
    );
    if (settings.json !== undefined) await writeFile(settings.json, `${JSON.stringify(report, undefined, 1)}\n`);
    return 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

process.exitCode = await bench(process.argv.slice(2));
