// npm run fuzz: all kinds of bytes, at every place where bytes from outside come in.
import { parseArgs } from 'node:util';
import { fuzz, type Settings } from './campaign.ts';
import { NoSuchTarget } from './targets.ts';
import { isGood, jsonOf, tableOf } from './report.ts';

const USAGE = "npm run fuzz -- [--inputs 1000000] [--seed N] [--target 'CBOR message' [--at PATH]] [--json]";
const CLEAR_LINE = '\r\u001b[K';
const { stdout } = process;

function readSettings(): (Settings & { json: boolean }) | undefined {
  try {
    const { values } = parseArgs({
      options: {
        inputs: { type: 'string', default: '1000000' },
        seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
        target: { type: 'string' },
        at: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const { target, at, json } = values;
    const [inputs, seed] = [Number(values.inputs), Number(values.seed)];
    if (!Number.isSafeInteger(inputs) || inputs < 1 || !Number.isSafeInteger(seed)) return undefined;
    return { inputs, seed, json, ...(target !== undefined && { target }), ...(at !== undefined && { at }) };
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
  console.log(`seed ${settings.seed}`);
  const tell = (line: string): void => void (stdout.isTTY && stdout.write(CLEAR_LINE + line));
  const report = await fuzz(settings, tell).catch((error: unknown) => {
    if (error instanceof NoSuchTarget) return error;
    throw error;
  });
  if (report instanceof NoSuchTarget) {
    console.error(`fuzz: ${report.message}`);
    return 2;
  }
  if (stdout.isTTY) stdout.write(CLEAR_LINE);
  console.log(tableOf(report));
  if (settings.json) console.log(jsonOf(report));
  return isGood(report) ? 0 : 1;
}

process.exitCode = await main();
