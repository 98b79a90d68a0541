import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { StorageFailure } from '../../sync/ports.ts';
import { storageFailure } from './failure.ts';
import { migrate } from './schema.ts';

/** How long another process (a copy being made, a second server by mistake) may hold the database, in milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * `strict`: it resolves once it is on disk (S2). `derived`: what can be made again from what is strict goes to the disk with the
 * next strict write; a power cut before takes it back whole and leaves nothing torn.
 */
type Durability = 'strict' | 'derived';

interface Write {
  readonly durability: Durability;
  readonly task: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One SQLite file with group commit: all writes that arrive in one turn share a transaction and its fsync, and each of
 * them resolves after that (S2).
 */
export class SqliteDatabase {
  readonly #database: DatabaseSync;
  #waiting: Write[] = [];
  #durability: Durability | undefined;
  /** What was erased may still be in the write-ahead log. */
  #isRinseDue = false;

  /** Opens or creates the file; throws StorageFailure where that is impossible. */
  constructor(path: string) {
    try {
      this.#database = new DatabaseSync(path, { enableForeignKeyConstraints: false, timeout: BUSY_TIMEOUT_MS });
      this.#database.exec('PRAGMA journal_mode = WAL');
      this.#hold('strict');
      // What is erased is overwritten, not only forgotten: a child's words do not stay in the file's free pages.
      this.#database.exec('PRAGMA secure_delete = ON');
      // On macOS an fsync leaves the bytes in the drive's cache; this one does not. Elsewhere it does nothing.
      this.#database.exec('PRAGMA fullfsync = ON');
      migrate(this.#database);
      this.rinse(); // for a process that died between an erasure and its rinse
    } catch (error) {
      throw storageFailure(error);
    }
  }

  prepare(sql: string): StatementSync {
    return this.#database.prepare(sql);
  }

  /** Runs a reading task now, on what is committed. */
  read<Value>(task: () => Value): Value {
    try {
      return task();
    } catch (error) {
      throw storageFailure(error);
    }
  }

  /** Runs a writing task in a transaction, whole or not at all; resolves once it is on disk, unless it is derived. The task may run twice. */
  write<Value>(task: () => Value, durability: Durability = 'strict'): Promise<Value> {
    if (!this.#database.isOpen) return Promise.reject(new StorageFailure('closed'));
    return new Promise<Value>((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#flush());
      this.#waiting.push({ durability, task, resolve: resolve as (value: unknown) => void, reject });
    });
  }

  /**
   * Takes what was erased out of the write-ahead log too. It never throws, for the erasure is stored: where somebody reads at this
   * moment, or the disk is full, it is tried again after each later write until it is done, and when the file is opened.
   */
  rinse(): void {
    if (!this.#database.isOpen) return; // whoever closes it last empties it
    this.#isRinseDue = true;
    try {
      // A reader may take long, such as a copy that is being made, and nobody else is answered while one waits for it.
      this.#database.exec('PRAGMA busy_timeout = 0');
      const { busy } = this.#database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number };
      this.#isRinseDue = busy !== 0;
    } catch {
      // Still due. What ails the disk is told by the next write.
    } finally {
      this.#database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    }
  }

  /** Commits what waits, then closes. */
  close(): void {
    if (!this.#database.isOpen) return;
    this.#flush();
    this.#database.close();
  }

  #flush(): void {
    const writes = this.#waiting;
    this.#waiting = [];
    if (writes.length === 0) return;
    try {
      this.#commit(writes);
    } catch (error) {
      // One bad write must not take the others with it (S9): each gets a transaction of its own.
      if (writes.length > 1) for (const write of writes) this.#commitAlone(write);
      else writes[0]!.reject(storageFailure(error));
    }
    if (this.#isRinseDue) this.rinse();
  }

  #commitAlone(write: Write): void {
    try {
      this.#commit([write]);
    } catch (error) {
      write.reject(storageFailure(error));
    }
  }

  /** NORMAL, the usual companion of WAL, would ack rows that a power cut takes back: it has no fsync at the commit. */
  #hold(durability: Durability): void {
    if (this.#durability === durability) return;
    this.#database.exec(`PRAGMA synchronous = ${durability === 'strict' ? 'FULL' : 'NORMAL'}`);
    this.#durability = durability;
  }

  #commit(writes: readonly Write[]): void {
    this.#hold(writes.every(({ durability }) => durability === 'derived') ? 'derived' : 'strict');
    this.#database.exec('BEGIN IMMEDIATE');
    let results: unknown[];
    try {
      results = writes.map(({ task }) => task());
      this.#database.exec('COMMIT');
    } catch (error) {
      // A full disk makes SQLite roll back by itself.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
    writes.forEach(({ resolve }, i) => resolve(results[i]));
  }
}
