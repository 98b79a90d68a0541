// Says what an import would do with a file, and imports nothing.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { describe } from './inspect/describe.ts';
import { canImport } from './inspect/finding.ts';
import { inspectFile } from './inspect/inspect-file.ts';
import { en } from './inspect/sentences-en.ts';
import { fr } from './inspect/sentences-fr.ts';
import { summaryOf } from './inspect/summary.ts';

const OPTIONS = { json: { type: 'boolean', default: false }, names: { type: 'boolean', default: false } } as const;

const { env } = process;
const say = /^en/i.test(env['LC_ALL'] || env['LANG'] || '') ? en : fr;
/** npm runs its scripts in the project's folder; the person typed the file's name in their own. */
const folder = env['npm_lifecycle_event'] === 'inspect' && env['INIT_CWD'] ? env['INIT_CWD'] : process.cwd();

/** Exit codes: 0 all can be imported, 1 some cannot, 2 the command was not understood. */
async function inspect(argv: readonly string[]): Promise<0 | 1 | 2> {
  const asked = understand(argv);
  if (typeof asked === 'string') return print(asked, 2);
  const names = asked.names ? 'with-names' : 'without-names';
  const summaries: Record<string, unknown>[] = [];
  let exitCode: 0 | 1 = 0;
  for (const file of asked.files) {
    const finding = await inspectFile(resolve(folder, file));
    if (!canImport(finding)) exitCode = 1;
    summaries.push(summaryOf(file, finding, names));
    print(`${describe(file, finding, say, names).join('\n')}\n`, 0);
  }
  return asked.json ? print(JSON.stringify({ canImport: exitCode === 0, files: summaries }), exitCode) : exitCode;
}

/** What is asked for, or the sentence that says how to ask. */
function understand(argv: readonly string[]): { files: string[]; json: boolean; names: boolean } | string {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
    return positionals.length === 0 ? say.usage : { files: positionals, ...values };
  } catch {
    // parseArgs throws for what it does not know, in English only.
    return `${say.unknownOption}\n${say.usage}`;
  }
}

function print<Code>(text: string, exitCode: Code): Code {
  process.stdout.write(`${text}\n`);
  return exitCode;
}

process.exitCode = await inspect(process.argv.slice(2));
