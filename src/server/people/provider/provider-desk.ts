import type { Log } from '../../../base/log.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { SignedIn } from '../../../protocol/office/people.ts';
import type { ProviderBegun, ProviderPurpose, ProviderReturn } from '../../../protocol/office/provider.ts';
import type { Adults } from '../adults.ts';
import type { GrowingPause, PauseKey } from '../growing-pause.ts';
import type { Asker, SignInDesk, SignInTrouble } from '../sign-in-desk.ts';
import type { Provider, ProviderTrouble } from './provider.ts';
import { ProviderAttempts, type ProvedAttempt } from './provider-attempts.ts';

/** Why nobody came in by the provider. */
export type ProviderRefusal =
  | {
      readonly why: 'provider';
      /**
       * It does not answer; it said no, or answered something else than it was asked; the way took too long, was begun elsewhere or
       * used already; it knows the person, and no open account here is linked to them.
       */
      readonly trouble: 'unreachable' | 'refused' | 'over' | 'unlinked';
    }
  | SignInTrouble;

interface ProviderDeskParts {
  readonly provider: Provider;
  readonly adults: Adults;
  /** Where the second factor is asked for. */
  readonly desk: SignInDesk;
  readonly pause: GrowingPause;
  readonly now: () => number;
  readonly log: Log;
}

/** Each begun way makes this node ask the provider: a stranger shall not have it ask for ever. Half a staff may share one address. */
const addressKey = ({ address }: Asker): PauseKey => ({ key: `provider:${address}`, free: 30, longestMs: 60_000 });

/** Lets adults in by their account at the school's identity provider, where they have linked it to theirs here. */
export class ProviderDesk {
  readonly #parts: ProviderDeskParts;
  readonly #attempts: ProviderAttempts;

  constructor(parts: ProviderDeskParts) {
    this.#parts = parts;
    this.#attempts = new ProviderAttempts(parts.now);
  }

  /** `account` links, '' enters. */
  async begin(
    purpose: ProviderPurpose,
    account: string,
    asker: Asker,
  ): Promise<Result<ProviderBegun, ProviderRefusal>> {
    const { provider, pause } = this.#parts;
    const waitMs = pause.take([addressKey(asker)]);
    if (waitMs > 0) return err({ why: 'pause', waitMs });
    const { key, keys } = this.#attempts.begin(purpose, account);
    const to = await provider.addressFor(keys);
    return to.ok ? ok({ to: to.value, attempt: key }) : this.#noProvider(to.error);
  }

  async enter(back: ProviderReturn, asker: Asker): Promise<Result<SignedIn, ProviderRefusal>> {
    const { adults, desk, log } = this.#parts;
    const proved = await this.#identify(back, { purpose: 'enter', account: '' }, asker);
    if (!proved.ok) return proved;
    const adult = adults.linkedTo(proved.value.identity);
    if (!adult || adult.disabled) {
      log.info('a sign-in by the provider failed: no open account is linked', { address: asker.address });
      return err({ why: 'provider', trouble: 'unlinked' });
    }
    const entered = await desk.enterBy(adult, back.totp, asker);
    // Who is asked for a code, mistypes it or has to wait need not go to the provider again.
    if (!entered.ok) this.#attempts.keep(back.attempt, proved.value);
    return entered;
  }

  async link(back: ProviderReturn, account: string, asker: Asker): Promise<Result<object, ProviderRefusal>> {
    const proved = await this.#identify(back, { purpose: 'link', account }, asker);
    if (!proved.ok) return proved;
    if (!this.#parts.adults.link(account, proved.value.identity)) return err({ why: 'taken' });
    this.#parts.log.info('an account was linked to the provider', { account });
    return ok({});
  }

  unlink(account: string): void {
    this.#parts.adults.unlink(account);
    this.#parts.log.info('an account was unlinked from the provider', { account });
  }

  async #identify(
    { attempt: key, answer }: ProviderReturn,
    { purpose, account }: { purpose: ProviderPurpose; account: string },
    asker: Asker,
  ): Promise<Result<ProvedAttempt, ProviderRefusal>> {
    const attempt = this.#attempts.take(key, purpose);
    if (attempt?.account !== account) return err({ why: 'provider', trouble: 'over' });
    if (attempt.identity) return ok({ ...attempt, identity: attempt.identity });
    const identity = await this.#parts.provider.identify(new URLSearchParams(answer), attempt.keys);
    if (!identity.ok) return this.#noProvider(identity.error);
    this.#parts.pause.succeeded([addressKey(asker)]);
    return ok({ ...attempt, identity: identity.value });
  }

  #noProvider({ why, code }: ProviderTrouble): Result<never, ProviderRefusal> {
    this.#parts.log.warn('the identity provider let nobody in', { why, code });
    return err({ why: 'provider', trouble: why });
  }
}
