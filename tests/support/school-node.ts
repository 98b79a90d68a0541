import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Log } from '../../src/base/log.ts';
import type { AdultRole } from '../../src/classroom/duties.ts';
import { Accounts, type Grant } from '../../src/server/accounts.ts';
import { openAccountsDatabase } from '../../src/server/accounts-database.ts';
import { readConfig } from '../../src/server/config.ts';
import { type RunningNode, startNode } from '../../src/server/node.ts';
import { AdultSessions } from '../../src/server/people/adult-sessions.ts';
import { Adults } from '../../src/server/people/adults.ts';
import { DiskFileStore } from '../../src/storage/sqlite/disk-file-store.ts';
import { SqliteDatabase } from '../../src/storage/sqlite/sqlite-database.ts';
import { SqliteLogStore } from '../../src/storage/sqlite/sqlite-log-store.ts';
import { SqliteProjectionStore } from '../../src/storage/sqlite/sqlite-projection-store.ts';
import { StrangerClient } from './stranger-client.ts';

/** A whole ENT on a free port of this process, with its data in a temporary folder: real HTTP, real sockets, real disk. */
export class SchoolNode {
  readonly files: DiskFileStore;
  readonly store: SqliteLogStore;
  readonly #running: RunningNode;
  readonly #close: () => Promise<void>;
  readonly #accounts: ReturnType<typeof openAccountsDatabase>;

  private constructor(parts: {
    running: RunningNode;
    accounts: ReturnType<typeof openAccountsDatabase>;
    files: DiskFileStore;
    store: SqliteLogStore;
    close: () => Promise<void>;
  }) {
    this.files = parts.files;
    this.store = parts.store;
    this.#running = parts.running;
    this.#accounts = parts.accounts;
    this.#close = parts.close;
  }

  static async start(): Promise<SchoolNode> {
    const dataDir = await mkdtemp(join(tmpdir(), 'cartable-school-'));
    const config = readConfig({ ROLE: 'ent', PORT: '0', DATA_DIR: dataDir, APP_DIR: join(dataDir, 'no-app') });
    if (!config.ok) throw new Error(config.error);
    const database = new SqliteDatabase(join(dataDir, 'cartable.sqlite'));
    const store = await SqliteLogStore.open(database);
    const files = new DiskFileStore(database, join(dataDir, 'files'));
    const accounts = openAccountsDatabase(join(dataDir, 'accounts.sqlite'));
    const running = await startNode({
      config: config.value,
      version: '0.0.0',
      store,
      projections: new SqliteProjectionStore(database),
      files,
      elsewhere: undefined,
      accountsDatabase: accounts,
      codes: [],
      log: new Log(Date.now),
    });
    const close = async (): Promise<void> => {
      await running.close();
      await store.close();
      database.close();
      accounts.close();
      await rm(dataDir, { recursive: true, force: true });
    };
    return new SchoolNode({ running, accounts, files, store, close });
  }

  get url(): string {
    return this.#running.url;
  }

  /** A device that has joined. */
  device(grant: Partial<Grant> & Pick<Grant, 'role' | 'classes'>): StrangerClient {
    const full = { number: 1, account: '', ...grant };
    return new StrangerClient(this.url, new Accounts(this.#accounts).add(full, Date.now()));
  }

  /** Makes an adult and signs them in; gives what their requests bear. */
  adult(account: string, role: AdultRole, classes: readonly string[] = []): string {
    const adults = new Adults(this.#accounts);
    adults.add({ account, name: account, role, classes: [...classes] }, 'no password', { at: Date.now() });
    const token = new AdultSessions({ database: this.#accounts, adults, now: Date.now }).begin(account, '');
    return `Session ${token}`;
  }

  /** One request of the office. */
  async ask(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    { authorization, body }: { authorization?: string; body?: unknown } = {},
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(authorization === undefined ? {} : { authorization }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  close(): Promise<void> {
    return this.#close();
  }
}
