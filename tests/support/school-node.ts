import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Log } from '../../src/base/log.ts';
import type { AdultRole } from '../../src/classroom/duties.ts';
import { Accounts, type Grant } from '../../src/server/accounts.ts';
import { openAccountsDatabase } from '../../src/server/accounts-database.ts';
import { readConfig } from '../../src/server/config.ts';
import { EnrolmentDesk } from '../../src/server/enrolment.ts';
import { type RunningNode, startNode } from '../../src/server/node.ts';
import { AdultSessions } from '../../src/server/people/adult-sessions.ts';
import { Adults } from '../../src/server/people/adults.ts';
import { DiskFileStore } from '../../src/storage/sqlite/disk-file-store.ts';
import { SqliteDatabase } from '../../src/storage/sqlite/sqlite-database.ts';
import { SqliteLogStore } from '../../src/storage/sqlite/sqlite-log-store.ts';
import type { LogStore } from '../../src/sync/ports.ts';
import { settingAside } from '../../src/sync/setting-aside.ts';
import { SqliteProjectionStore } from '../../src/storage/sqlite/sqlite-projection-store.ts';
import { StrangerClient } from './stranger-client.ts';

/** A whole ENT, or a hub below one, on a free port of this process, with its data in a temporary folder: real HTTP, real sockets, real disk. */
export class SchoolNode {
  readonly files: DiskFileStore;
  readonly store: LogStore;
  readonly #running: RunningNode;
  readonly #close: () => Promise<void>;
  /** What it knows of devices, adults and erasures, on the disk beside its log. */
  readonly database: ReturnType<typeof openAccountsDatabase>;
  readonly dataDir: string;

  private constructor(parts: {
    running: RunningNode;
    accounts: ReturnType<typeof openAccountsDatabase>;
    files: DiskFileStore;
    store: LogStore;
    dataDir: string;
    close: () => Promise<void>;
  }) {
    this.dataDir = parts.dataDir;
    this.files = parts.files;
    this.store = parts.store;
    this.#running = parts.running;
    this.database = parts.accounts;
    this.#close = parts.close;
  }

  /** An ENT, unless these settings say something else. */
  static async start(env: Readonly<Record<string, string>> = {}): Promise<SchoolNode> {
    const dataDir = await mkdtemp(join(tmpdir(), 'cartable-school-'));
    const own = { PORT: '0', DATA_DIR: dataDir, APP_DIR: join(dataDir, 'no-app') };
    const config = readConfig({ ROLE: 'ent', ...own, ...env });
    if (!config.ok) throw new Error(config.error);
    const database = new SqliteDatabase(join(dataDir, 'cartable.sqlite'));
    const log = new Log(Date.now);
    const store = settingAside(await SqliteLogStore.open(database), log);
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
      log,
    });
    const close = async (): Promise<void> => {
      await running.close();
      await store.close();
      database.close();
      accounts.close();
      await rm(dataDir, { recursive: true, force: true });
    };
    return new SchoolNode({ running, accounts, files, store, dataDir, close });
  }

  get url(): string {
    return this.#running.url;
  }

  /** A hub below this ENT, with these classes. */
  hub(classes: readonly string[]): Promise<SchoolNode> {
    const accounts = new Accounts(this.database);
    const desk = new EnrolmentDesk({ database: this.database, accounts, now: Date.now, school: () => '' });
    const code = desk.issue({ role: 'hub', number: 0, classes, account: '' });
    if (!code.ok) throw new Error(code.error);
    return SchoolNode.start({ ROLE: 'hub', UPSTREAM: this.url, UPSTREAM_CODE: code.value.code });
  }

  /** A device that has joined. */
  device(grant: Partial<Grant> & Pick<Grant, 'role' | 'classes'>): StrangerClient {
    const full = { number: 1, account: '', ...grant };
    return new StrangerClient(this.url, new Accounts(this.database).add(full, Date.now()));
  }

  /** Makes an adult and signs them in; gives what their requests bear. */
  adult(account: string, role: AdultRole, classes: readonly string[] = []): string {
    const adults = new Adults(this.database);
    adults.add({ account, name: account, role, classes: [...classes] }, 'no password', { at: Date.now() });
    const token = new AdultSessions({ database: this.database, adults, now: Date.now }).begin(account, '');
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
