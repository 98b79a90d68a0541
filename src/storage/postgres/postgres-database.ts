import { Client, type ClientBase, Pool, type PoolClient, type PoolConfig } from 'pg';
import { assert } from '../../base/assert.ts';
import { Signal } from '../../base/observable.ts';
import { type Change, type Changes, StorageFailure } from '../../sync/ports.ts';
import { readAddress } from './address.ts';
import { connectFailure, isTransient, statementFailure } from './failure.ts';
import type { Statement } from './log-statements.ts';
import { Notices } from './notices.ts';
import { checkPromises } from './promises.ts';
import { BEGIN_IN_TURN, migrate } from './schema.ts';
import { VALUE_PARSERS, withoutNul } from './values.ts';

/** A database in the same building accepts within milliseconds; one that takes longer is not there. */
const CONNECT_LIMIT_MS = 5_000;
/** An answer that takes longer is taken for a network that swallows everything: the connection is given up. */
const ANSWER_LIMIT_MS = 30_000;
/** How long another process may keep this school's turn to write, in milliseconds. */
const TURN_LIMIT_MS = 5_000;
/** A process that was stopped in the middle of a transaction loses the turn after so long. */
const IDLE_LIMIT_MS = 10_000;
/** Connections for reading. The one that writes is apart, so that no reader keeps it waiting. */
const READERS = 4;
/** How often a transaction that fell to a deadlock or a conflict is tried. */
const MAX_TRIES = 3;

export interface Reading {
  /** Runs one statement: it sees what is committed when it begins, and its own transaction. */
  ask<Found>(statement: Statement, values?: readonly unknown[]): Promise<Found[]>;
}

export interface Writing extends Reading {
  /** Tells of a change once it is committed. */
  tell(change: Change): void;
}

interface Write {
  readonly task: (writing: Writing) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One school's schema in a PostgreSQL database, with group commit: writes that arrive while another is on its way share the
 * next transaction and its fsync, and each of them resolves after that (S2). Several processes may work on one school.
 *
 * A lost connection fails the calls that are on their way with 'closed'; the next call finds a new one. Where it was lost
 * during the commit, nobody knows whether the rows are stored: sent again, they change nothing (S2).
 */
export class PostgresDatabase {
  /** Tells of every write that is committed, here or in another process. */
  readonly changes: Changes;
  /** Tells of those of other processes alone. */
  readonly elsewhere: Changes;
  readonly #changes = new Signal<Change>();
  readonly #reader: Pool;
  readonly #writer: Pool;
  readonly #notices: Notices;
  #waiting: Write[] = [];
  #flushing: Promise<void> | undefined;
  #told: Promise<void> = Promise.resolve();
  #closed: Promise<void> | undefined;

  /** Opens or creates the school's schema at an address as in address.ts; rejects with StorageFailure where that is impossible. */
  static async open(text: string): Promise<PostgresDatabase> {
    const address = readAddress(text);
    if (!address) throw new StorageFailure('unavailable', new Error('not the address of a PostgreSQL database'));
    const { connectionString, schema, options } = address;
    const config: PoolConfig = {
      connectionString,
      options: `${options} ${sessionSettings(schema)}`,
      application_name: 'cartable',
      connectionTimeoutMillis: CONNECT_LIMIT_MS,
      query_timeout: ANSWER_LIMIT_MS,
      keepAlive: true,
      types: VALUE_PARSERS,
    };
    await withClient(config, async (client) => {
      await checkPromises(client);
      await migrate(client, schema);
    });
    const notices = new Notices(() => connect(config), schema);
    await notices.begin();
    return new PostgresDatabase(config, notices);
  }

  private constructor(config: PoolConfig, notices: Notices) {
    this.#reader = poolOf({ ...config, max: READERS });
    this.#writer = poolOf({ ...config, max: 1 });
    this.#notices = notices;
    this.changes = this.#changes;
    this.elsewhere = notices;
    notices.subscribe((change) => this.#changes.emit(change));
  }

  /** Runs a reading task on a connection of its own. */
  async read<Value>(task: (reading: Reading) => Promise<Value>): Promise<Value> {
    if (this.#closed) throw new StorageFailure('closed');
    return withPooled(this.#reader, (client) => task(conversation(client)));
  }

  /** Runs a writing task in a transaction, whole or not at all; resolves once it is on disk. The task may run several times. */
  write<Value>(task: (writing: Writing) => Promise<Value>): Promise<Value> {
    if (this.#closed) return Promise.reject(new StorageFailure('closed'));
    return new Promise<Value>((resolve, reject) => {
      this.#waiting.push({ task, resolve: resolve as (value: unknown) => void, reject });
      this.#flushing ??= this.#flushAll();
    });
  }

  /** Commits what waits, then closes. */
  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    await this.#flushing;
    await Promise.all([this.#reader.end(), this.#writer.end(), this.#notices.close()]);
  }

  async #flushAll(): Promise<void> {
    // All that this turn of the event loop brings goes together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const writes = this.#waiting;
      this.#waiting = [];
      await this.#flush(writes);
    }
    this.#flushing = undefined;
  }

  async #flush(writes: readonly Write[]): Promise<void> {
    try {
      await this.#commit(writes);
    } catch (error) {
      // One bad write must not take the others with it (S9): each gets a transaction of its own.
      if (writes.length > 1 && !isOfAll(error)) for (const write of writes) await this.#flush([write]);
      else for (const { reject } of writes) reject(error);
    }
  }

  async #commit(writes: readonly Write[]): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#commitOnce(writes);
      } catch (error) {
        if (tries === MAX_TRIES || !isTransient(error)) throw error;
      }
    }
  }

  async #commitOnce(writes: readonly Write[]): Promise<void> {
    const told: Change[] = [];
    const results = await withPooled(this.#writer, async (client) => {
      await run(client, BEGIN_IN_TURN);
      const writing = { ...conversation(client), tell: (change: Change) => void told.push(change) };
      const made: unknown[] = [];
      for (const { task } of writes) made.push(await task(writing));
      await this.#notices.send(writing.ask, told.filter(isErasure));
      // PostgreSQL answers « ROLLBACK », and no error, where an error before was swallowed.
      const { command } = await run(client, 'COMMIT');
      assert(command === 'COMMIT', 'a task hid the failure of its statement');
      return made;
    });
    writes.forEach(({ resolve }, i) => resolve(results[i]));
    this.#tell(told);
  }

  /** A listener's error is its own: it must not look as if the write had failed, so it is called in a turn of its own. */
  #tell(told: readonly Change[]): void {
    for (const change of told) queueMicrotask(() => this.#changes.emit(change));
    // Not in the transaction: PostgreSQL lets only one transaction that notifies commit at a time, among all schools. A
    // hint that is lost with its connection is made good by the next.
    const hints = told.filter((change) => !isErasure(change));
    if (hints.length === 0) return;
    const send = () => withPooled(this.#reader, (client) => this.#notices.send(conversation(client).ask, hints));
    // One after the other: who reads on by them hears of rows in their order.
    this.#told = this.#told.then(send).catch(() => undefined);
  }
}

/** Rows were taken out or put together. Other processes must forget what they keep of them even where this one ends now (S12). */
const isErasure = ({ what, docs }: Change) => what === 'log' && docs.length === 0;

/** No single write is to blame for these. What was lost on its way may even be stored: only the caller sends that again. */
const isOfAll = (error: unknown) =>
  error instanceof StorageFailure && ['closed', 'unavailable', 'aborted'].includes(error.reason);

/** Settings of each session. Only what a person set in the address comes before them, so that none of these is undone. */
function sessionSettings(schema: string): string {
  return Object.entries({
    search_path: schema,
    // A role or a database may prefer to ack rows that a power cut takes back.
    synchronous_commit: 'on',
    lock_timeout: TURN_LIMIT_MS,
    idle_in_transaction_session_timeout: IDLE_LIMIT_MS,
    // Its notices on what exists already, and the like, are for a person at a terminal.
    client_min_messages: 'error',
  })
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

function poolOf(config: PoolConfig): Pool {
  const pool = new Pool(config);
  // A connection that ends while nobody uses it is replaced when the next is wanted; one in use fails its statement.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

async function connect(config: PoolConfig): Promise<Client> {
  const client = new Client(config);
  client.on('error', () => undefined); // whatever is asked next fails, and that is acted upon
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw connectFailure(error);
  }
}

async function withClient<Value>(config: PoolConfig, task: (client: ClientBase) => Promise<Value>): Promise<Value> {
  const client = await connect(config);
  try {
    return await task(client);
  } catch (error) {
    throw statementFailure(error);
  } finally {
    await client.end();
  }
}

/** A task that fails takes its connection with it: nothing of a broken transaction can linger. */
async function withPooled<Value>(pool: Pool, task: (client: PoolClient) => Promise<Value>): Promise<Value> {
  const client = await pool.connect().catch((error: unknown) => {
    throw connectFailure(error);
  });
  try {
    const value = await task(client);
    client.release();
    return value;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

async function run(client: ClientBase, sql: string): Promise<{ command: string }> {
  try {
    return await client.query(sql);
  } catch (error) {
    throw statementFailure(error);
  }
}

function conversation(client: ClientBase): Reading {
  return {
    async ask<Found>({ name, text }: Statement, values: readonly unknown[] = []): Promise<Found[]> {
      try {
        const { rows } = await client.query({ name, text, values: values.map(withoutNul) });
        return rows as Found[];
      } catch (error) {
        throw statementFailure(error);
      }
    },
  };
}
