import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Browser, buildPage } from '../month/browser.ts';
import { type HubMonth, writeHubMonth } from '../month/hub.ts';
import { LONG_WORK, type MonthSize, USUAL_WORK } from '../month/plan.ts';
import type { Run } from '../run.ts';
import { ServerProcess } from '../server-process.ts';
import { median } from '../statistics.ts';

const HUB = fileURLToPath(new URL('../../../src/server/main.ts', import.meta.url));
/** Edits of the day that a tablet missed: a twentieth of a month. */
const DAY_PART = 1 / 20;
/** Documents that an idle tablet puts together at once (src/main/tidying.ts). */
const COMPACTED_AT_ONCE = 20;

/** One figure and the bound that it shall stay within. Bounds are for a cheap laptop as hub and for Chromium on it as tablet. */
export interface Bounded {
  readonly what: string;
  readonly unit: 'ms' | 'MB' | 'kB';
  readonly value: number;
  /** Null where the figure only informs. */
  readonly bound: number | null;
}

/** A busy class's month on one hub and one tablet, a real browser. */
export async function month(run: Run): Promise<Bounded[]> {
  const size: MonthSize = { pupils: 25, assignments: 120, edits: run.settings.edits };
  const folder = await run.folder();
  run.say(`a month: ${size.edits} edits are written on the hub's disk`);
  const hub = await writeHubMonth(folder, size, Math.round(size.edits * DAY_PART));
  const app = join(folder, 'app');
  await buildPage(app);
  const first = await startHub(folder, app);
  await first.server.stop();
  const { server, ms } = await startHub(folder, app);
  const browser = await Browser.start(join(folder, 'browser'), server.url);
  try {
    const onHub: Bounded[] = [
      figure('hub: projecting the whole month anew', 'ms', hub.projectedMs, 60_000),
      figure('hub: first start after the month', 'ms', first.ms, 10_000),
      figure('hub: any start', 'ms', ms, 3_000),
      figure('hub: database', 'MB', megabytes(folder), 150),
      figure('hub: memory after its start', 'MB', server.use().rssMb ?? 0, 250),
    ];
    const onTablet = await onTheTablet(run, browser, size, hub);
    return [...onHub, ...onTablet, figure('hub: memory at the end', 'MB', server.use().rssMb ?? 0, 400)];
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function onTheTablet(run: Run, browser: Browser, size: MonthSize, hub: HubMonth): Promise<Bounded[]> {
  const [lived, fresh] = hub.tablets;
  run.say('a month: a tablet that has nothing catches up');
  const cold = await browser.call('catchUp', 'fresh', fresh!);
  const coldRows = await browser.call('rows', 'fresh');
  const empty = await browser.call('storedBytes');
  run.say('a month: a tablet lives through it');
  await browser.call('live', 'lived', size, hub.endOfMonth);
  const stored = await browser.call('storedBytes');
  const starts = [];
  for (let count = 0; count < 5; count++) starts.push(await browser.call('start', 'lived'));
  const middle = (times: readonly number[]): number => median(times) ?? 0;
  const firstUsual = await browser.call('open', 'lived', USUAL_WORK);
  const firstLong = await browser.call('open', 'lived', LONG_WORK);
  const usual = await browser.call('open', 'lived', USUAL_WORK);
  const long = await browser.call('open', 'lived', LONG_WORK);
  const day = await browser.call('catchUp', 'lived', lived!);
  const compacted = await browser.call('compact', 'lived', COMPACTED_AT_ONCE);
  const together = await browser.call('open', 'lived', LONG_WORK);
  const write = await browser.call('write', 'lived', USUAL_WORK);
  return [
    figure('tablet: opening its stores', 'ms', middle(starts.map(({ storesMs }) => storesMs)), 200),
    figure('tablet: starting the projector', 'ms', middle(starts.map(({ projectorMs }) => projectorMs)), 50),
    figure('tablet: reading all rows for the screens', 'ms', middle(starts.map(({ screensMs }) => screensMs)), 500),
    figure(`tablet: opening a work of ${firstUsual.characters} characters, first time`, 'ms', firstUsual.ms, 150),
    figure('tablet: opening it again', 'ms', usual.ms, 100),
    figure(`tablet: opening one of ${firstLong.characters} characters, first time`, 'ms', firstLong.ms, 500),
    figure('tablet: opening it again, its rows not yet put together', 'ms', long.ms, 500),
    figure('tablet: opening it once they are', 'ms', together.ms, 300),
    figure('tablet: one keystroke to its disk', 'ms', write, 50),
    figure('tablet: catching up a day', 'ms', day.syncMs, 5_000),
    figure('tablet: projecting that day', 'ms', day.projectMs, 3_000),
    figure('tablet: bytes of that day', 'kB', day.bytes / 1e3, 200),
    figure(`tablet: putting ${compacted.documents} documents together when idle`, 'ms', compacted.ms, 3_000),
    figure('tablet: store after the month', 'MB', (stored - empty) / 1e6, 150),
    figure('new tablet: catching up the whole month', 'ms', cold.syncMs, 30_000),
    figure('new tablet: projecting it', 'ms', cold.projectMs, 15_000),
    figure('new tablet: bytes of it', 'kB', cold.bytes / 1e3, 4_000),
    figure(`new tablet: store, in ${coldRows} rows`, 'MB', empty / 1e6, 30),
  ];
}

async function startHub(folder: string, app: string): Promise<{ server: ServerProcess; ms: number }> {
  const before = performance.now();
  const env = { ROLE: 'hub', HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder, APP_DIR: app };
  const server = await ServerProcess.start(['--disable-warning=ExperimentalWarning', HUB], env);
  return { server, ms: performance.now() - before };
}

const figure = (what: string, unit: Bounded['unit'], value: number, bound: number | null): Bounded => {
  return { what, unit, value, bound };
};

const megabytes = (folder: string): number => statSync(join(folder, 'cartable.sqlite')).size / 1e6;
