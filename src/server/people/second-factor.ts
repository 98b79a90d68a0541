import { createHash, randomBytes } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import * as v from 'valibot';
import { fromBase64Url, toBase64Url } from '../../base/bytes.ts';
import type { Enrolling } from '../../protocol/office/second-factor.ts';
import { oneTimePassword } from './password.ts';
import { base32, matchingStep } from './totp.ts';

/** 160 bits, as RFC 4226 advises. */
const SECRET_BYTES = 20;
const RECOVERY_CODES = 8;
/** Time to find the app and type its first code, in milliseconds. */
export const ENROL_MS = 15 * 60_000;
/** A step used last that lies so far ahead was noted before this node's clock was set back (ten minutes, in steps). */
const AHEAD_STEPS = 20;

const RowSchema = v.object({
  totp: v.nullable(v.string()),
  recovery: v.pipe(v.string(), v.parseJson(), v.array(v.string())),
});

/** As read from paper: capitals, spaces and hyphens do not matter. 79 random bits need no slow hash. */
const hashOf = (code: string): string =>
  createHash('sha256').update(code.toLowerCase().replaceAll(/[\s-]/g, '')).digest('base64url');

/** The optional second factor of the accounts: codes of an authenticator app, and recovery codes on paper. */
export class SecondFactor {
  readonly #now: () => number;
  readonly #select: StatementSync;
  readonly #turnOn: StatementSync;
  readonly #turnOff: StatementSync;
  readonly #useStep: StatementSync;
  readonly #useRecovery: StatementSync;
  /** Secrets that were shown and not confirmed yet, by account. Kept in memory: a restart asks for a new QR code. */
  readonly #enrolling = new Map<string, { readonly secret: Uint8Array; readonly ends: number }>();

  constructor(database: DatabaseSync, now: () => number) {
    this.#now = now;
    this.#select = database.prepare('SELECT totp, recovery FROM adults WHERE account = ?');
    this.#turnOn = database.prepare('UPDATE adults SET totp = ?, totp_step = ?, recovery = ? WHERE account = ?');
    this.#turnOff = database.prepare("UPDATE adults SET totp = NULL, recovery = '[]' WHERE account = ?");
    this.#useStep = database.prepare(
      'UPDATE adults SET totp_step = ?1 WHERE account = ?2 AND (totp_step < ?1 OR totp_step > ?3)',
    );
    this.#useRecovery = database.prepare('UPDATE adults SET recovery = ? WHERE account = ? AND recovery = ?');
  }

  /** A new secret for this account; it counts once a code of it was given. */
  begin(account: string): Enrolling {
    const secret = randomBytes(SECRET_BYTES);
    this.#enrolling.set(account, { secret, ends: this.#now() + ENROL_MS });
    const key = base32(secret);
    return { key, uri: `otpauth://totp/Cartable:${account}?secret=${key}&issuer=Cartable` };
  }

  /** Turns the second factor on with a code of the new secret; resolves to the recovery codes, which are told this once. */
  confirm(account: string, code: string): string[] | undefined {
    const enrolling = this.#enrolling.get(account);
    if (!enrolling || enrolling.ends <= this.#now()) return undefined;
    const step = matchingStep(enrolling.secret, code, this.#now());
    if (step === undefined) return undefined;
    this.#enrolling.delete(account);
    const codes = Array.from({ length: RECOVERY_CODES }, () => oneTimePassword());
    this.#turnOn.run(toBase64Url(enrolling.secret), step, JSON.stringify(codes.map(hashOf)), account);
    return codes;
  }

  turnOff(account: string): void {
    this.#enrolling.delete(account);
    this.#turnOff.run(account);
  }

  /** Whether this is a code of the app, or a recovery code; each is good once. */
  take(account: string, code: string): boolean {
    const row = v.safeParse(RowSchema, this.#select.get(account));
    if (!row.success || row.output.totp === null) return false;
    const secret = fromBase64Url(row.output.totp);
    const step = secret && matchingStep(secret, code.replaceAll(' ', ''), this.#now());
    if (step !== undefined) return this.#useStep.run(step, account, step + AHEAD_STEPS).changes === 1;
    const left = row.output.recovery.filter((hash) => hash !== hashOf(code));
    if (left.length === row.output.recovery.length) return false;
    return this.#useRecovery.run(JSON.stringify(left), account, JSON.stringify(row.output.recovery)).changes === 1;
  }
}
