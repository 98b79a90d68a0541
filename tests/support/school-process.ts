import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AdultRole } from '../../src/classroom/duties.ts';
import { Accounts, type Grant } from '../../src/server/accounts.ts';
import { openAccountsDatabase } from '../../src/server/accounts-database.ts';
import { NodeProcess } from '../../src/server/demonstration/node-process.ts';
import { AdultSessions } from '../../src/server/people/adult-sessions.ts';
import { Adults } from '../../src/server/people/adults.ts';
import { DiskFileStore } from '../../src/storage/sqlite/disk-file-store.ts';
import { SqliteDatabase } from '../../src/storage/sqlite/sqlite-database.ts';
import { StrangerClient } from './stranger-client.ts';

/**
 * A school's ENT as a process of its own, with its data in a temporary folder. What no route makes (devices of every kind, adults who
 * are signed in, files) is written into that folder from beside; everything else goes through its doors.
 */
export class SchoolProcess {
  readonly files: DiskFileStore;
  readonly url: string;
  readonly #process: NodeProcess;
  readonly #printed: string[];
  readonly #dataDir: string;
  readonly #log: SqliteDatabase;
  readonly #accounts: ReturnType<typeof openAccountsDatabase>;

  private constructor(parts: { process: NodeProcess; url: string; printed: string[]; dataDir: string }) {
    this.url = parts.url;
    this.#process = parts.process;
    this.#printed = parts.printed;
    this.#dataDir = parts.dataDir;
    this.#log = new SqliteDatabase(join(parts.dataDir, 'cartable.sqlite'));
    this.#accounts = openAccountsDatabase(join(parts.dataDir, 'accounts.sqlite'));
    this.files = new DiskFileStore(this.#log, join(parts.dataDir, 'files'));
  }

  static async start(): Promise<SchoolProcess> {
    const dataDir = await mkdtemp(join(tmpdir(), 'cartable-school-process-'));
    const printed: string[] = [];
    const process = new NodeProcess({
      env: { ROLE: 'ent', HOST: '127.0.0.1', PORT: '0', DATA_DIR: dataDir, APP_DIR: join(dataDir, 'no-app') },
      onLine: (line) => printed.push(line),
    });
    return new SchoolProcess({ process, url: await process.ready, printed, dataDir });
  }

  /** Everything that the process printed. */
  get printed(): string {
    return this.#printed.join('\n');
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

  async close(): Promise<void> {
    await this.#process.stop();
    this.#log.close();
    this.#accounts.close();
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}
