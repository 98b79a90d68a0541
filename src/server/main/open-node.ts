import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { Log } from '../../base/log.ts';
import { PostgresDatabase } from '../../storage/postgres/postgres-database.ts';
import { PostgresLogStore } from '../../storage/postgres/postgres-log-store.ts';
import { PostgresProjectionStore } from '../../storage/postgres/postgres-projection-store.ts';
import { DiskFileStore } from '../../storage/sqlite/disk-file-store.ts';
import { SqliteDatabase } from '../../storage/sqlite/sqlite-database.ts';
import { SqliteLogStore } from '../../storage/sqlite/sqlite-log-store.ts';
import { SqliteProjectionStore } from '../../storage/sqlite/sqlite-projection-store.ts';
import { compactLongDocuments } from '../../sync/compaction.ts';
import { type LogStore, StorageFailure } from '../../sync/ports.ts';
import { settingAside } from '../../sync/setting-aside.ts';
import { openAccountsDatabase } from '../accounts-database.ts';
import type { Config } from '../config.ts';
import { type Code, CodeSchema } from '../enrolment.ts';
import { type RunningNode, startNode } from '../node.ts';
import type { NodeParts } from '../node/parts.ts';
import { PROVIDER_FILE, type ProviderSettings, readProviderSettings } from '../people/provider/provider-settings.ts';

/** A node that cannot stop in this time is ended: its log is safe at every moment (S2). */
const STOP_LIMIT_MS = 8_000;
/** Documents compacted at one start: a class's busiest day, in a few seconds. */
const COMPACTED_AT_START = 200;

/** A node with the stores that it stands on. */
export interface OpenNode {
  readonly node: RunningNode;
  /** Ends the node, then lets go of its stores. */
  close(): Promise<void>;
}

/** Opens the stores of these settings and lets a node listen on them; `door` is for a trolley with a certificate. */
export async function openNode(config: Config, log: Log, door?: NodeParts['door']): Promise<OpenNode> {
  prepareDataDir(config.dataDir);
  const at = (file: string): string => join(config.dataDir, file);
  const database = new SqliteDatabase(at('cartable.sqlite'));
  const stores = await openStores(config, database, log);
  // Before anyone is answered. What other servers share stays as it is: they may be answering.
  if (stores.elsewhere === undefined) await compactAtStart(config, stores.store, log);
  const files = new DiskFileStore(database, at('files'));
  const accountsDatabase = openAccountsDatabase(at('accounts.sqlite'));
  const codes = config.codesFile === undefined ? [] : await readCodes(config.codesFile);
  const version = readVersion();
  const provider = readProvider(at(PROVIDER_FILE), log);
  const node = await startNode({ config, version, ...stores, files, accountsDatabase, codes, provider, door, log });

  const close = async (): Promise<void> => {
    await node.close();
    await stores.store.close();
    database.close();
    accountsDatabase.close();
  };
  return { node, close };
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

/** A node starts without its identity provider too: passwords work. */
function readProvider(path: string, log: Log): ProviderSettings | undefined {
  const settings = readProviderSettings(path);
  if (settings.ok) return settings.value;
  log.warn(settings.error);
  return undefined;
}

/** The log and its projections: in the data folder, or in a PostgreSQL database that other servers of the school may share. */
async function openStores(
  { store }: Config,
  database: SqliteDatabase,
  log: Log,
): Promise<Pick<NodeParts, 'store' | 'projections' | 'elsewhere'>> {
  if (store === undefined) {
    const projections = new SqliteProjectionStore(database);
    return { store: settingAside(await SqliteLogStore.open(database), log), projections, elsewhere: undefined };
  }
  const shared = await PostgresDatabase.open(store);
  const projections = new PostgresProjectionStore(shared);
  return { store: settingAside(await PostgresLogStore.open(shared), log), projections, elsewhere: shared.elsewhere };
}

/** Closes when this process is asked to end, and ends it. */
export function stopWhenAsked(close: () => Promise<void>, log: Log): void {
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

/** Makes the folder, for this user alone, where there is none; throws where it cannot be written. */
export function prepareDataDir(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  accessSync(dataDir, constants.W_OK | constants.X_OK);
}

async function readCodes(path: string): Promise<Code[]> {
  return v.parse(v.pipe(v.string(), v.parseJson(), v.array(CodeSchema)), await readFile(path, 'utf8'));
}

function readVersion(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** A log whose warnings and errors a person sees at once; the rest stays in memory. */
export function consoleLog(name: string): Log {
  const log = new Log(Date.now);
  log.subscribe(({ level, message, details }) => {
    if (level !== 'info') console.error(`${name} ${level}: ${message} ${JSON.stringify(details)}`);
  });
  return log;
}
