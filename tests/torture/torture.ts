// npm run torture: real processes, killed, torn off, restored and filled up; and what became of all that was written.
import { parseArgs } from 'node:util';
import { torture } from './campaign.ts';
import type { Settings } from './class-at-work.ts';
import { isGood, jsonOf, lastLineOf, tableOf } from './report.ts';

const USAGE = 'npm run torture -- [--kills 200] [--tablets 6] [--seed N] [--json]';
const CLEAR_LINE = '\r\u001b[K';
const { stdout } = process;

function readSettings(): (Settings & { json: boolean }) | undefined {
  try {
    const { values } = parseArgs({
      options: {
        kills: { type: 'string', default: '200' },
        tablets: { type: 'string', default: '6' },
        seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
        json: { type: 'boolean', default: false },
      },
    });
    const [kills, tablets, seed] = [values.kills, values.tablets, values.seed].map(Number) as [number, number, number];
    const isFit = [kills, tablets].every((number) => Number.isSafeInteger(number) && number > 0) && seed >= 0;
    return isFit ? { kills, tablets, seed, json: values.json } : undefined;
  } catch {
    return undefined; // parseArgs throws for what it does not know; the usage says what there is
  }
}

async function main(): Promise<0 | 1 | 2> {
  const settings = readSettings();
  if (!settings) {
    console.error(USAGE);
    return 2;
  }
  const tell = (line: string): void => void (stdout.isTTY && stdout.write(CLEAR_LINE + line));
  const report = await torture(settings, tell);
  tell('');
  console.log(tableOf(report));
  if (settings.json) console.log(jsonOf(report));
  console.log(lastLineOf(report));
  return isGood(report) ? 0 : 1;
}

process.exitCode = await main();
