import { createHash, randomBytes } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Adults, KeptAdult } from './adults.ts';

/** A working day: the next one begins with a sign-in. */
export const SESSION_MS = 8 * 60 * 60_000;
/** A screen that nobody touched for so long is taken for left behind. */
export const IDLE_MS = 30 * 60_000;
/** The moment of last use is written at most so often: an fsync for each request would be too many. */
const USE_GRAIN_MS = 60_000;
const CLOCK_SLACK_MS = 60_000;
/** 256 random bits: nobody guesses them, so a plain SHA-256 at rest is enough. */
const TOKEN_BYTES = 32;

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

interface SessionRow {
  readonly account: string;
  readonly began: number;
  readonly used: number;
}

/** A session that is good now. */
export interface LiveSession {
  readonly adult: KeptAdult;
  /** Milliseconds until it ends in any case. */
  readonly leftMs: number;
}

interface SessionParts {
  readonly database: DatabaseSync;
  readonly adults: Adults;
  readonly now: () => number;
}

/** Who is signed in. Only hashes of tokens lie here: who reads the file signs in as nobody. */
export class AdultSessions {
  readonly #parts: SessionParts;
  readonly #insert: StatementSync;
  readonly #select: StatementSync;
  readonly #touch: StatementSync;
  readonly #delete: StatementSync;
  readonly #deleteOf: StatementSync;
  readonly #deleteOn: StatementSync;
  readonly #deleteOver: StatementSync;

  constructor(parts: SessionParts) {
    const { database } = parts;
    this.#parts = parts;
    this.#insert = database.prepare(
      'INSERT INTO sessions (token_hash, account, device, began, used) VALUES (?, ?, ?, ?, ?)',
    );
    this.#select = database.prepare('SELECT account, began, used FROM sessions WHERE token_hash = ?');
    this.#touch = database.prepare('UPDATE sessions SET used = ? WHERE token_hash = ?');
    this.#delete = database.prepare('DELETE FROM sessions WHERE token_hash = ?');
    this.#deleteOf = database.prepare('DELETE FROM sessions WHERE account = ?');
    this.#deleteOn = database.prepare('DELETE FROM sessions WHERE device = ?');
    this.#deleteOver = database.prepare('DELETE FROM sessions WHERE began <= ? OR used <= ?');
  }

  /** Begins a session; `device` is the enrolled device it is on, or ''. The token is told this once. */
  begin(account: string, device: string): string {
    const now = this.#parts.now();
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    this.#deleteOver.run(now - SESSION_MS, now - IDLE_MS);
    this.#insert.run(hashOf(token), account, device, now, now);
    return token;
  }

  /** The session of this token, if it is still good; asking for it counts as a use. */
  use(token: string): LiveSession | undefined {
    const row = this.#select.get(hashOf(token)) as SessionRow | undefined;
    if (!row) return undefined;
    const adult = this.#parts.adults.get(row.account);
    const now = this.#parts.now();
    if (!adult || adult.disabled || !isGood(row, now)) {
      this.end(token);
      return undefined;
    }
    if (now - row.used >= USE_GRAIN_MS) this.#touch.run(now, hashOf(token));
    return { adult, leftMs: row.began + SESSION_MS - now };
  }

  end(token: string): void {
    this.#delete.run(hashOf(token));
  }

  /** Ends all sessions of an account: its password changed, or it was disabled. */
  endOf(account: string): void {
    this.#deleteOf.run(account);
  }

  /** Ends all sessions on a device that was revoked. */
  endOn(device: string): void {
    this.#deleteOn.run(device);
  }
}

/** A clock that was set back further than clocks are corrected by themselves ends the session: it would live too long. */
function isGood({ began, used }: SessionRow, now: number): boolean {
  return now >= used - CLOCK_SLACK_MS && now - used < IDLE_MS && now - began < SESSION_MS;
}

/** Reads `Authorization: Session <token>`. */
export function readSession(header: string | undefined): string | undefined {
  return /^Session ([\w-]{1,128})$/.exec(header ?? '')?.[1];
}
