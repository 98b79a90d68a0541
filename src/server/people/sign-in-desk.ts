import type { Log } from '../../base/log.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Me, SetUp, SignedIn, SignIn } from '../../protocol/office/people.ts';
import { type AdultSessions, IDLE_MS, SESSION_MS } from './adult-sessions.ts';
import type { Adults, KeptAdult } from './adults.ts';
import type { GrowingPause, PauseKey } from './growing-pause.ts';
import { type PasswordHasher, TooBusyError, weakness } from './password.ts';
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
  | { readonly why: 'pause'; readonly waitMs: number }
  | { readonly why: 'weak-password' }
  | { readonly why: 'taken' };

interface DeskParts {
  readonly adults: Adults;
  readonly sessions: AdultSessions;
  readonly hasher: PasswordHasher;
  readonly pause: GrowingPause;
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
  async signIn({ account, password }: SignIn, asker: Asker): Promise<Result<SignedIn, SignInTrouble>> {
    return this.#slowly(pauseKeys(account, asker), async () => {
      const adult = await this.#whoseIs(account, password);
      if (!adult) {
        this.#parts.log.info('a sign-in failed', { address: asker.address });
        return err({ why: 'wrong' });
      }
      return ok(beginSession(this.#parts.sessions, adult, asker));
    });
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

  async #whoseIs(account: string, password: string): Promise<KeptAdult | undefined> {
    const { adults, hasher, now } = this.#parts;
    const adult = adults.get(account);
    const matches = await hasher.check(password, adult?.password);
    const isOver = adult?.oneTimeUntil !== undefined && adult.oneTimeUntil <= now();
    return adult && matches && !adult.disabled && !isOver ? adult : undefined;
  }

  /** Runs one try under these keys; only its success is forgiven. */
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
export function describeSession({ account, name, role, classes, oneTimeUntil, linked }: KeptAdult, leftMs: number): Me {
  const adult = { account, name, role, classes: [...classes] };
  return { adult, mustChange: oneTimeUntil !== undefined, linked, idleMs: IDLE_MS, leftMs };
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
