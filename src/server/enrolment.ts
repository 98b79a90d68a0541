import { createHash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import * as v from 'valibot';
import { type RandomBytes, secureRandomBytes } from '../base/ids.ts';
import { err, ok, type Result } from '../base/result.ts';
import { DEVICE_ROLES, type Enrolment } from '../protocol/messages.ts';
import type { Accounts, Grant } from './accounts.ts';
import { TryLimit } from './try-limit.ts';

/** Letters and digits that nobody takes for one another. */
const CODE_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
/** 60 random bits: at the tries that try-limit.ts leaves nobody finds one. */
const CODE_LENGTH = 12;
/** 40 random bits, for a code that a person types and that ends soon (try-limit.ts). */
const SHORT_CODE_LENGTH = 8;
/** A code that was shown is good for so long, in milliseconds. */
export const SHORT_CODE_LIFE_MS = 15 * 60_000;
/** A clock is corrected by itself by so little, in milliseconds; one that was set back further ends what was shown before. */
const CLOCK_SLACK_MS = 60_000;
/** How long the desk can say of a code that it was used or is over, in milliseconds: until the day's work is done. */
const CODE_REMEMBERED_MS = 24 * 60 * 60_000;
/** Shown codes that are good at once: two trolleys enrolled side by side. More would only help whoever guesses. */
export const MAX_OPEN_CODES = 40;

/** A new enrolment code, for a QR or a link. */
export function newCode(random: RandomBytes = secureRandomBytes, length = CODE_LENGTH): string {
  return Array.from(random(length), (byte) => CODE_ALPHABET[byte % CODE_ALPHABET.length]).join('');
}

export const GrantSchema = v.object({
  role: v.picklist(DEVICE_ROLES),
  number: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(999)),
  classes: v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(64))),
  account: v.pipe(v.string(), v.maxLength(64)),
});

/** A code, what it makes of a device, how often and until when; one of the list in CODES_FILE. */
export const CodeSchema = v.object({
  code: v.pipe(v.string(), v.minLength(6), v.maxLength(64)),
  ...GrantSchema.entries,
  /** Milliseconds by this node's clock, for people to choose; null never expires. */
  expires: v.nullable(v.number()),
  uses: v.pipe(v.number(), v.integer(), v.minValue(1)),
});
export type Code = v.InferOutput<typeof CodeSchema>;

const CodeRowSchema = v.object({
  ...GrantSchema.entries,
  classes: v.pipe(v.string(), v.parseJson(), GrantSchema.entries.classes),
});

/** As a person may type it: small letters, spaces and hyphens do not matter. */
const hashOf = (code: string): Buffer =>
  createHash('sha256').update(code.toUpperCase().replaceAll(/[\s-]/g, '')).digest();

export type CodeTrouble = 'bad-code' | 'code-used' | 'code-over';

interface EnrolmentParts {
  readonly database: DatabaseSync;
  readonly accounts: Accounts;
  readonly now: () => number;
  /** The school's name, as the device will show it. */
  readonly school: () => string;
  readonly random?: RandomBytes;
}

/** Turns codes into devices. */
export class EnrolmentDesk {
  readonly #parts: EnrolmentParts;
  readonly #tries: TryLimit;
  readonly #keep: StatementSync;
  readonly #use: StatementSync;
  readonly #clear: StatementSync;
  readonly #open: StatementSync;
  readonly #left: StatementSync;

  constructor(parts: EnrolmentParts) {
    this.#parts = parts;
    this.#tries = new TryLimit(parts.now);
    this.#keep = parts.database.prepare(
      'INSERT OR REPLACE INTO codes (hash, role, number, classes, account, expires, uses_left, shown) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#use = parts.database.prepare(
      'UPDATE codes SET uses_left = uses_left - 1 WHERE hash = ?1 AND uses_left > 0' +
        ' AND (expires IS NULL OR expires > ?2) AND (shown IS NULL OR shown <= ?3) RETURNING role, number, classes, account',
    );
    this.#clear = parts.database.prepare(
      'DELETE FROM codes WHERE expires IS NOT NULL AND (expires <= ?1 OR shown > ?2)',
    );
    this.#open = parts.database.prepare('SELECT count(*) AS open FROM codes WHERE expires > ? AND uses_left > 0');
    this.#left = parts.database.prepare('SELECT uses_left FROM codes WHERE hash = ?');
  }

  /** Makes a short code for one device, to be shown as a QR and typed by a person: it ends after its use or after 15 minutes. */
  issue(grant: Grant): Result<Code, 'too-many-tries'> {
    const now = this.#parts.now();
    this.#clear.run(now - CODE_REMEMBERED_MS, now + CLOCK_SLACK_MS);
    const { open } = this.#open.get(now) as { open: number };
    if (open >= MAX_OPEN_CODES) return err('too-many-tries');
    const code = newCode(this.#parts.random, SHORT_CODE_LENGTH);
    const issued: Code = { ...grant, classes: [...grant.classes], code, expires: now + SHORT_CODE_LIFE_MS, uses: 1 };
    this.#write(issued, now);
    return ok(issued);
  }

  /** Accepts this code from now on; giving it again sets its uses anew. */
  keep(code: Code): void {
    this.#write(code, null);
  }

  /** Spends one use of a code and makes a device of it, both or none. */
  enrol(code: string, address: string): Result<Enrolment, CodeTrouble | 'too-many-tries'> {
    if (!this.#tries.allows(address)) return err('too-many-tries');
    const enrolment = this.#redeem(code);
    if (enrolment) return ok(enrolment);
    this.#tries.fail(address);
    return err(this.#troubleOf(code));
  }

  /** Only who had the code hears that it was one; it opens nothing any more. */
  #troubleOf(code: string): CodeTrouble {
    const row = this.#left.get(hashOf(code)) as { uses_left: number } | undefined;
    if (!row) return 'bad-code';
    return row.uses_left < 1 ? 'code-used' : 'code-over';
  }

  #write({ code, role, number, classes, account, expires, uses }: Code, shown: number | null): void {
    this.#keep.run(hashOf(code), role, number, JSON.stringify(classes), account, expires, uses, shown);
  }

  #redeem(code: string): Enrolment | undefined {
    const { database, accounts, now, school } = this.#parts;
    database.exec('BEGIN IMMEDIATE');
    try {
      const at = now();
      const grant = v.safeParse(CodeRowSchema, this.#use.get(hashOf(code), at, at + CLOCK_SLACK_MS));
      const enrolment = grant.success
        ? { ...accounts.add(grant.output, at), ...grant.output, school: school() }
        : undefined;
      database.exec('COMMIT');
      return enrolment;
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  }
}
