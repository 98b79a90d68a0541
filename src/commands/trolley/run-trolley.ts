import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { type Config, readConfig } from '../../server/config.ts';
import { consoleLog, stopWhenAsked } from '../../server/main/open-node.ts';
import { openTrolley } from '../../server/main/open-trolley.ts';
import { askName, sayBadName, sayBadWish, sayFault, sayService } from './sentences.ts';
import { writeServiceFiles } from './autostart-files.ts';
import { welcome } from './welcome.ts';
import { decide, keep, type Kept, readWishes, type Wishes } from './wishes.ts';

/** The name where nobody is there to be asked. */
const DEFAULT_NAME = 'malle';

/** `npm start -- --trolley`: a hub for a real trolley, with its own certificate. Resolves when it listens, or to why it does not. */
export async function runTrolley(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const wishes = readWishes(args, env);
  if (!wishes.ok) return sayBadWish(wishes.error);
  const decided = await decide(wishes.value, askAtTheTerminal);
  if (!decided.ok) return sayBadName(decided.error);
  if (wishes.value.serviceFiles !== undefined)
    return makeService(wishes.value, decided.value, wishes.value.serviceFiles);
  return start(wishes.value, decided.value, env);
}

async function start(wishes: Wishes, kept: Kept, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const config = configFor(wishes, kept, env);
  if (typeof config === 'string') return config;
  const log = consoleLog(kept.name);
  const opened = await openTrolley({ config, name: kept.name, httpPort: kept.httpPort }, log);
  if (!opened.ok) return sayFault(opened.error, wishes.folder);
  keep(wishes.folder, kept);
  stopWhenAsked(opened.value.close, log);
  const { node, report } = opened.value;
  console.log(welcome(await report(), node.setUpCode, wishes.folder));
  return undefined;
}

/** Writes the service's files and what is to be done with them; the name is kept for the service's own start. */
function makeService({ folder, host }: Wishes, kept: Kept, into: string): undefined {
  const writes = kept.backups === undefined ? [folder] : [folder, kept.backups];
  // A service may write only where there is something already.
  for (const one of writes) mkdirSync(one, { recursive: true, mode: 0o700 });
  keep(folder, kept);
  console.log(sayService(writeServiceFiles(into, { folder, host, writes })));
}

/** The hub's settings; APP_DIR and DAILY_BACKUP come from the environment as for every node. */
function configFor(
  { folder, host, entCode }: Wishes,
  { name, port, ent, school, backups }: Kept,
  env: NodeJS.ProcessEnv,
): Config | string {
  const { APP_DIR, DAILY_BACKUP = '1' } = env;
  const above = { UPSTREAM: ent, UPSTREAM_CODE: entCode, SCHOOL: school };
  const own = { ROLE: 'hub', NODE_NAME: name, HOST: host, PORT: String(port), DATA_DIR: folder };
  const config = readConfig({ ...own, ...above, APP_DIR, BACKUP_DIR: backups, DAILY_BACKUP });
  return config.ok ? config.value : config.error;
}

async function askAtTheTerminal(): Promise<string> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return DEFAULT_NAME;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(askName);
  terminal.close();
  return answer.trim() || DEFAULT_NAME;
}
