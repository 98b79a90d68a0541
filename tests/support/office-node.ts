import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Log } from '../../src/base/log.ts';
import { Accounts } from '../../src/server/accounts.ts';
import { openAccountsDatabase } from '../../src/server/accounts-database.ts';
import { EnrolmentDesk } from '../../src/server/enrolment.ts';
import { buildHttp, deviceOfRequest } from '../../src/server/http.ts';
import { PasswordHasher } from '../../src/server/people/password.ts';
import { People } from '../../src/server/people/people.ts';
import type { ProviderSettings } from '../../src/server/people/provider/provider-settings.ts';
import type { KeepAudit } from '../../src/server/people/require-adult.ts';
import { MemoryFileStore } from '../../src/storage/memory/memory-file-store.ts';

/** A hash that costs next to nothing: tests of what surrounds it sign in often. */
const CHEAP = { log2N: 4, r: 8, p: 1 };

export type Audited = Parameters<KeepAudit>[0];

/** A node's HTTP side on a free port, with nothing but accounts in it, and a clock that the test drives. */
export class OfficeNode {
  readonly log = new Log(() => this.now);
  readonly audited: Audited[] = [];
  readonly database = openAccountsDatabase(':memory:');
  readonly accounts = new Accounts(this.database);
  readonly people: People;
  now = 1_700_000_000_000;
  url = '';
  #close: () => Promise<void> = async () => undefined;

  constructor(provider?: ProviderSettings) {
    this.people = new People({
      database: this.database,
      now: () => this.now,
      school: () => 'École des Tortues',
      deviceOf: (request) => deviceOfRequest(this.accounts, request),
      keepAudit: (entry) => void this.audited.push(entry),
      log: this.log,
      hasher: new PasswordHasher(CHEAP),
      provider,
    });
  }

  static async start(provider?: ProviderSettings): Promise<OfficeNode> {
    const node = new OfficeNode(provider);
    const { accounts, database, log, people } = node;
    const app = await buildHttp({
      accounts,
      desk: new EnrolmentDesk({ database, accounts, now: () => node.now, school: () => 'École des Tortues' }),
      files: new MemoryFileStore(),
      mayReadFile: () => false,
      damaged: () => undefined,
      appDir: '/nowhere',
      log,
      ping: () => Promise.reject(new Error('not asked here')),
      answer: () => Promise.reject(new Error('not asked here')),
      makeServer: createServer,
      office: (office) => people.routes(office),
      more: () => undefined,
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    node.url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    node.#close = () => app.close();
    return node;
  }

  /** Makes an account with this password of its own. */
  async addAdult(adult: Parameters<People['adults']['add']>[0], password: string): Promise<void> {
    this.people.adults.add(adult, await this.people.hasher.hash(password), { at: this.now });
  }

  /** One request; `authorization` as the header says it. */
  async ask(
    method: 'GET' | 'POST',
    path: string,
    { body, authorization }: { body?: unknown; authorization?: string } = {},
  ): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(authorization === undefined ? {} : { authorization }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      body: (await response.json()) as Record<string, unknown>,
      headers: response.headers,
    };
  }

  close(): Promise<void> {
    return this.#close();
  }
}
