import { StorageFailure } from '../sync/ports.ts';
import { type Config, readConfig } from './config.ts';
import { tellParent } from './demonstration/ipc.ts';
import { consoleLog, openNode, stopWhenAsked } from './main/open-node.ts';

async function main(): Promise<void> {
  const settings = readConfig(process.env);
  if (!settings.ok) return giveUp(settings.error);
  const config = settings.value;
  try {
    await run(config);
  } catch (error) {
    giveUp(sentenceOf(error, config));
  }
}

async function run(config: Config): Promise<void> {
  const log = consoleLog(config.name);
  const { node, close } = await openNode(config, log);
  stopWhenAsked(close, log);
  console.log(`${config.name} (${config.role}) listens at ${node.url}, with its data in ${config.dataDir}`);
  if (node.setUpCode !== undefined) console.log(sayFirstAccount(node.url, node.setUpCode));
  tellParent({ t: 'ready', url: node.url });
}

/** There is no head yet: whoever reads this console makes the first account. */
function sayFirstAccount(url: string, code: string): string {
  return `No head account yet: open ${url}/ecole and give the code ${code} (good until this node stops).`;
}

function giveUp(sentence: string): void {
  console.error(sentence);
  process.exit(1);
}

/** What went wrong at the start, as one sentence to whoever set the node up. */
function sentenceOf(error: unknown, { host, port, dataDir, codesFile, store }: Config): string {
  const { code, path } = error as { code?: string; path?: string };
  if (code === 'EADDRINUSE') return `Port ${port} is taken by another program: stop it, or choose another with PORT.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${host} is no address of this machine: choose another with HOST.`;
  if (code === 'EACCES' && path === undefined)
    return `This user may not open port ${port}: choose one above 1023 with PORT.`;
  if (path !== undefined && path === codesFile) return `The list of codes ${codesFile} cannot be read: ${code}.`;
  if (code !== undefined && path?.startsWith(dataDir)) return `The data folder ${dataDir} cannot be written: ${code}.`;
  if (error instanceof StorageFailure) {
    // SQLite cannot open a log on a full disk, and calls that an I/O error.
    const where = store === undefined ? `in ${dataDir} cannot be used (is the disk full?)` : 'of STORE cannot be used';
    return `The database ${where}: ${reasonOf(error.cause)}.`;
  }
  return `The node could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

/** A host with several addresses fails once for each, and then only the code says why. */
function reasonOf(cause: unknown): string {
  const { message, code } = cause as { message?: string; code?: string };
  return (message || code) ?? String(cause);
}

await main();
