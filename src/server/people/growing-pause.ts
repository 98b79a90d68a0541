import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Whose failures are counted together. */
export interface PauseKey {
  readonly key: string;
  /** Failures that cost no pause: people mistype. */
  readonly free: number;
  /** Longest pause, in milliseconds. */
  readonly longestMs: number;
}

/** The first pause, in milliseconds; each later one is twice as long. */
const FIRST_PAUSE_MS = 1_000;
/** A row that nobody failed under for so long is forgotten. */
const FORGET_AFTER_MS = 24 * 60 * 60_000;
/** Rows kept at most: more is an attack with invented names, and the oldest may go. */
const MAX_ROWS = 10_000;

interface Row {
  readonly count: number;
  readonly last: number;
}

/** Pauses that grow with each failed try, kept on disk: a restart forgives nobody. */
export class GrowingPause {
  readonly #now: () => number;
  readonly #select: StatementSync;
  readonly #count: StatementSync;
  readonly #forget: StatementSync;
  readonly #forgive: StatementSync;
  readonly #clear: StatementSync;
  readonly #restart: StatementSync;

  constructor(database: DatabaseSync, now: () => number) {
    this.#now = now;
    this.#select = database.prepare('SELECT count, last FROM failures WHERE key = ?');
    this.#count = database.prepare(
      'INSERT INTO failures (key, count, last) VALUES (?, 1, ?)' +
        ' ON CONFLICT (key) DO UPDATE SET count = count + 1, last = excluded.last',
    );
    this.#forget = database.prepare(
      'DELETE FROM failures WHERE last < ? OR key IN (SELECT key FROM failures ORDER BY last DESC LIMIT -1 OFFSET ?)',
    );
    this.#forgive = database.prepare('UPDATE failures SET count = count - 1 WHERE key = ? AND count > 0');
    this.#clear = database.prepare('DELETE FROM failures WHERE key = ?');
    this.#restart = database.prepare('UPDATE failures SET last = ? WHERE key = ?');
  }

  /**
   * Takes one try under all these keys and returns 0, or returns the milliseconds to wait, and takes none. A try counts as failed
   * until `succeeded` says otherwise: a hundred at once are a hundred.
   */
  take(keys: readonly PauseKey[]): number {
    const wait = Math.max(...keys.map((key) => this.#wait(key)));
    if (wait > 0) return wait;
    for (const { key } of keys) this.#count.run(key, this.#now());
    this.#forget.run(this.#now() - FORGET_AFTER_MS, MAX_ROWS);
    return 0;
  }

  /** The try that was just taken was good: the first key's failures are forgotten, the others' lose this one alone. */
  succeeded([own, ...shared]: readonly PauseKey[]): void {
    if (own) this.#clear.run(own.key);
    for (const { key } of shared) this.#forgive.run(key);
  }

  /** The try that was just taken was no guess: nothing of it counts, and earlier ones stay. */
  undo(keys: readonly PauseKey[]): void {
    for (const { key } of keys) this.#forgive.run(key);
  }

  #wait({ key, free, longestMs }: PauseKey): number {
    const row = this.#select.get(key) as Row | undefined;
    if (!row || row.count < free) return 0;
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (row.count - free), longestMs);
    const now = this.#now();
    if (row.last > now) this.#restart.run(now, key); // the clock was set back: the pause begins anew, and ends
    return Math.max(0, Math.min(row.last, now) + pause - now);
  }
}
