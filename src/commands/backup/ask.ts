import { resolve } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Sentences } from './sentences.ts';

/** npm runs its scripts in the project's folder; the person typed the names in their own. */
const folder = process.env['npm_lifecycle_event'] && process.env['INIT_CWD'] ? process.env['INIT_CWD'] : process.cwd();

export const placeOf = (name: string): string => resolve(folder, name);

/** What was asked for, or undefined where it cannot be understood. */
export function understand<const Options extends NonNullable<ParseArgsConfig['options']>>(options: Options) {
  try {
    return parseArgs({ args: process.argv.slice(2), options, allowPositionals: false }).values;
  } catch {
    return undefined; // parseArgs throws for what it does not know, in English only: the usage says it in both languages
  }
}

export function say(sentences: readonly Sentences[]): void {
  for (const [fr, en] of sentences) process.stdout.write(`${fr}\n${en}\n`);
}
