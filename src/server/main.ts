import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { Log } from '../base/log.ts';
import { PostgresDatabase } from '../storage/postgres/postgres-database.ts';
import { PostgresLogStore } from '../storage/postgres/postgres-log-store.ts';
import { PostgresProjectionStore } from '../storage/postgres/postgres-projection-store.ts';
import { DiskFileStore } from '../storage/sqlite/disk-file-store.ts';
import { SqliteDatabase } from '../storage/sqlite/sqlite-database.ts';
import { SqliteLogStore } from '../storage/sqlite/sqlite-log-store.ts';
import { SqliteProjectionStore } from '../storage/sqlite/sqlite-projection-store.ts';
import { compactLongDocuments } from '../sync/compaction.ts';
import { type LogStore, StorageFailure } from '../sync/ports.ts';
import { openAccountsDatabase } from './accounts-database.ts';
import { type Config, readConfig } from './config.ts';
import { tellParent } from './demonstration/ipc.ts';
import { type Code, CodeSchema } from './enrolment.ts';
import { type NodeParts, startNode } from './node.ts';

/** A node that cannot stop in this time is ended: its log is safe at every moment (S2). */
const STOP_LIMIT_MS = 8_000;
/** Documents compacted at one start: a class's busiest day, in a few seconds. */
const COMPACTED_AT_START = 200;

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
  prepareDataDir(config.dataDir);
  const log = consoleLog(config.name);
  const at = (file: string): string => join(config.dataDir, file);
  const database = new SqliteDatabase(at('cartable.sqlite'));
  const stores = await openStores(config, database);
  // Before anyone is answered. What other servers share stays as it is: they may be answering.
  if (stores.elsewhere === undefined) await compactAtStart(config, stores.store, log);
  const files = new DiskFileStore(database, at('files'));
  const accountsDatabase = openAccountsDatabase(at('accounts.sqlite'));
  const codes = config.codesFile === undefined ? [] : await readCodes(config.codesFile);
  const node = await startNode({
    config,
    version: readVersion(),
    ...stores,
    files,
    accountsDatabase,
    codes,
    log,
  });

  const close = async (): Promise<void> => {
    await node.close();
    await stores.store.close();
    database.close();
    accountsDatabase.close();
  };
  stopWhenAsked(close, log);
  console.log(`${config.name} (${config.role}) listens at ${node.url}, with its data in ${config.dataDir}`);
  if (node.setUpCode !== undefined) console.log(sayFirstAccount(node.url, node.setUpCode));
  tellParent({ t: 'ready', url: node.url });
}

/** There is no head yet: whoever reads this console makes the first account. */
function sayFirstAccount(url: string, code: string): string {
  return `No head account yet: open ${url}/ecole and give the code ${code} (good until this node stops).`;
}

/** What cannot be compacted stays as it is: no node fails to start over it. */
async function compactAtStart({ role }: Config, store: LogStore, log: Log): Promise<void> {
  const receipted = role === 'ent' ? 'here' : 'above';
  try {
    await compactLongDocuments({ log: store, journal: log, receipted, atMost: COMPACTED_AT_START });
  } catch (error) {
    if (!(error instanceof StorageFailure)) throw error;
    log.warn('long documents stay as they are', { reason: error.reason });
  }
}

/** The log and its projections: in the data folder, or in a PostgreSQL database that other servers of the school may share. */
async function openStores(
  { store }: Config,
  database: SqliteDatabase,
): Promise<Pick<NodeParts, 'store' | 'projections' | 'elsewhere'>> {
  if (store === undefined) {
    const projections = new SqliteProjectionStore(database);
    return { store: await SqliteLogStore.open(database), projections, elsewhere: undefined };
  }
  const shared = await PostgresDatabase.open(store);
  const projections = new PostgresProjectionStore(shared);
  return { store: await PostgresLogStore.open(shared), projections, elsewhere: shared.elsewhere };
}

function stopWhenAsked(close: () => Promise<void>, log: Log): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error('the node did not stop cleanly', { error: String(error) });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGHUP', stop);
  // At a terminal Ctrl-C reaches the parent of a demonstration too, which then stops its children in order.
  process.on('SIGINT', () => void (process.connected || stop()));
  // The parent has gone, however it ended: nobody would stop this node any more.
  process.on('disconnect', stop);
}

function prepareDataDir(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true });
  accessSync(dataDir, constants.W_OK | constants.X_OK);
}

async function readCodes(path: string): Promise<Code[]> {
  return v.parse(v.pipe(v.string(), v.parseJson(), v.array(CodeSchema)), await readFile(path, 'utf8'));
}

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** A log whose warnings and errors a person sees at once; the rest stays in memory. */
function consoleLog(name: string): Log {
  const log = new Log(Date.now);
  log.subscribe(({ level, message, details }) => {
    if (level !== 'info') console.error(`${name} ${level}: ${message} ${JSON.stringify(details)}`);
  });
  return log;
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
