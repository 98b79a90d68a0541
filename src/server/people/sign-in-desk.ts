import type { Log } from '../../base/log.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Me, SetUp, SignedIn, SignIn } from '../../protocol/office/people.ts';
import { type AdultSessions, IDLE_MS, SESSION_MS } from './adult-sessions.ts';
import type { Adults, KeptAdult } from './adults.ts';
import type { GrowingPause, PauseKey } from './growing-pause.ts';
import { type PasswordHasher, TooBusyError, weakness } from './password.ts';
import type { SecondFactor } from './second-factor.ts';
import type { SetUpCode } from './set-up-code.ts';

const MINUTE_MS = 60_000;
/** How long a password that somebody else made is good. */
export const ONE_TIME_MS = 7 * 24 * 60 * MINUTE_MS;
/** What a client does that asks while too many passwords are being checked. */
const BUSY_WAIT_MS = 2_000;

/** Where a try comes from. */
export interface Asker {
  readonly address: string;
  /** The enrolled device that asks, if it is one. */
  readonly device: { readonly id: string; readonly account: string } | undefined;
}

/** Why nobody is signed in. */
export type SignInTrouble =
  | { readonly why: 'wrong' }
  /** The proof was right, and the code of the second factor is missing or wrong. */
  | { readonly why: 'totp'; readonly given: boolean }
  | { readonly why: 'pause'; readonly waitMs: number }
  | { readonly why: 'weak-password' }
  | { readonly why: 'taken' };

interface DeskParts {
  readonly adults: Adults;
  readonly sessions: AdultSessions;
  readonly hasher: PasswordHasher;
  readonly pause: GrowingPause;
  readonly secondFactor: SecondFactor;
  /** Present while this node has no head. */
  readonly setUpCode: SetUpCode | undefined;
  readonly now: () => number;
  readonly log: Log;
}

/** Turns a name and a password into a session, slowly for who guesses. */
export class SignInDesk {
  readonly #parts: DeskParts;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** The wrong account and the wrong password are one answer, after the same time. */
  async signIn({ account, password, totp }: SignIn, asker: Asker): Promise<Result<SignedIn, SignInTrouble>> {
    return this.#slowly(pauseKeys(account, asker), async () => {
      const adult = await this.#whoseIs(account, password);
      if (!adult) {
        this.#parts.log.info('a sign-in failed', { address: asker.address });
        return err({ why: 'wrong' });
      }
      return this.#enter(adult, totp, asker);
    });
  }

  /** Lets somebody in who proved otherwise who they are, if they have the code of their second factor. */
  async enterBy(adult: KeptAdult, totp: string | undefined, asker: Asker): Promise<Result<SignedIn, SignInTrouble>> {
    return this.#slowly(pauseKeys(adult.account, asker), async () => this.#enter(adult, totp, asker));
  }

  /** Runs what only the owner may do once they have given their password again. */
  async withPassword<Value>(
    adult: KeptAdult,
    password: string,
    asker: Asker,
    act: () => Value,
  ): Promise<Result<Value, SignInTrouble>> {
    return this.#slowly(pauseKeys(adult.account, asker), async () =>
      (await this.#whoseIs(adult.account, password)) ? ok(act()) : err({ why: 'wrong' }),
    );
  }

  /** Makes the first head and signs them in. */
  async setUp({ code, account, name, password }: SetUp, asker: Asker): Promise<Result<SignedIn, SignInTrouble>> {
    const { adults, sessions, hasher, setUpCode, now } = this.#parts;
    return this.#slowly([addressKey(asker)], async () => {
      if (adults.hasHead() || !setUpCode?.matches(code)) return err({ why: 'wrong' });
      if (weakness(password, account)) return err({ why: 'weak-password' });
      const hash = await hasher.hash(password);
      if (adults.hasHead()) return err({ why: 'wrong' }); // somebody else was quicker with the same code
      if (!adults.add({ account, name, role: 'head', classes: [] }, hash, { at: now() })) return err({ why: 'taken' });
      setUpCode.spend();
      return ok(beginSession(sessions, kept(adults, account), asker));
    });
  }

  /** Changes the own password, ends all sessions of the account, and begins a new one. */
  async changePassword(
    adult: KeptAdult,
    passwords: { readonly current: string; readonly next: string },
    asker: Asker,
  ): Promise<Result<SignedIn, SignInTrouble>> {
    const { account } = adult;
    const { adults, sessions, hasher } = this.#parts;
    return this.#slowly(pauseKeys(account, asker), async () => {
      if (!(await this.#whoseIs(account, passwords.current))) return err({ why: 'wrong' });
      if (passwords.next === passwords.current || weakness(passwords.next, account))
        return err({ why: 'weak-password' });
      adults.setPassword(account, await hasher.hash(passwords.next));
      sessions.endOf(account);
      return ok(beginSession(sessions, kept(adults, account), asker));
    });
  }

  #enter(adult: KeptAdult, totp: string | undefined, asker: Asker): Result<SignedIn, SignInTrouble> {
    const { sessions, secondFactor, log } = this.#parts;
    if (adult.totp !== undefined && (totp === undefined || !secondFactor.take(adult.account, totp))) {
      if (totp !== undefined) log.info('a second factor was wrong', { address: asker.address });
      return err({ why: 'totp', given: totp !== undefined });
    }
    return ok(beginSession(sessions, adult, asker));
  }

  async #whoseIs(account: string, password: string): Promise<KeptAdult | undefined> {
    const { adults, hasher, now } = this.#parts;
    const adult = adults.get(account);
    const matches = await hasher.check(password, adult?.password);
    const isOver = adult?.oneTimeUntil !== undefined && adult.oneTimeUntil <= now();
    return adult && matches && !adult.disabled && !isOver ? adult : undefined;
  }

  /** Runs one try under these keys; only its success is forgiven. To know the password alone forgives no wrong code. */
  async #slowly<Value>(
    keys: readonly PauseKey[],
    attempt: () => Promise<Result<Value, SignInTrouble>>,
  ): Promise<Result<Value, SignInTrouble>> {
    const { pause } = this.#parts;
    const waitMs = pause.take(keys);
    if (waitMs > 0) return err({ why: 'pause', waitMs });
    try {
      const outcome = await attempt();
      // A weak new password came with the right old one: whoever chose it is no guesser.
      if (outcome.ok || outcome.error.why === 'weak-password') pause.succeeded(keys);
      else if (outcome.error.why === 'totp' && !outcome.error.given) pause.undo(keys);
      return outcome;
    } catch (error) {
      if (error instanceof TooBusyError) return err({ why: 'pause', waitMs: BUSY_WAIT_MS });
      throw error;
    }
  }
}

/** Lets somebody in who has proved who they are. */
export function beginSession(sessions: AdultSessions, adult: KeptAdult, asker: Asker): SignedIn {
  const token = sessions.begin(adult.account, asker.device?.id ?? '');
  return { token, ...describeSession(adult, SESSION_MS) };
}

/** What the office shows of a session. */
export function describeSession(
  { account, name, role, classes, oneTimeUntil, linked, totp }: KeptAdult,
  leftMs: number,
): Me {
  const adult = { account, name, role, classes: [...classes] };
  const mustChange = oneTimeUntil !== undefined;
  return { adult, mustChange, linked, totp: totp !== undefined, idleMs: IDLE_MS, leftMs };
}

/**
 * An adult's own enrolled device is counted by itself: a pupil who guesses at the teacher's name from a tablet must not lock the
 * teacher out of her own laptop.
 */
function pauseKeys(account: string, asker: Asker): PauseKey[] {
  if (asker.device && asker.device.account === account)
    return [{ key: `own:${asker.device.id}`, free: 5, longestMs: 15 * MINUTE_MS }];
  return [{ key: `account:${account}`, free: 5, longestMs: 15 * MINUTE_MS }, addressKey(asker)];
}

/** A whole school may share one address on its way to the ENT: more is free, and the pause stays short. */
const addressKey = ({ address }: Asker): PauseKey => ({ key: `address:${address}`, free: 20, longestMs: MINUTE_MS });

function kept(adults: Adults, account: string): KeptAdult {
  const adult = adults.get(account);
  if (!adult) throw new Error('an account that was just written is not there');
  return adult;
}
