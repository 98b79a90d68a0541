import type { Log } from '../../../base/log.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { SignedIn } from '../../../protocol/office/people.ts';
import type { ProviderBegun, ProviderPurpose, ProviderReturn } from '../../../protocol/office/provider.ts';
import type { AdultSessions } from '../adult-sessions.ts';
import type { Adults } from '../adults.ts';
import type { GrowingPause, PauseKey } from '../growing-pause.ts';
import { type Asker, beginSession } from '../sign-in-desk.ts';
import type { Identity, Provider, ProviderTrouble } from './provider.ts';
import { ProviderAttempts } from './provider-attempts.ts';

/** Why nobody came in by the provider. */
export type ProviderRefusal =
  | { readonly why: 'unreachable' }
  /** The provider said no, or what came back was not what it had been asked for. */
  | { readonly why: 'refused' }
  /** It took too long, was begun elsewhere, or was used already. */
  | { readonly why: 'over' }
  /** The provider knows the person, and no account here is linked to them. */
  | { readonly why: 'unlinked' }
  /** Another account is linked to that person already. */
  | { readonly why: 'taken' }
  | { readonly why: 'pause'; readonly waitMs: number };

interface ProviderDeskParts {
  readonly provider: Provider;
  readonly adults: Adults;
  readonly sessions: AdultSessions;
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
    const { adults, sessions, log } = this.#parts;
    const identity = await this.#identify(back, { purpose: 'enter', account: '' }, asker);
    if (!identity.ok) return identity;
    const adult = adults.linkedTo(identity.value);
    if (!adult || adult.disabled) {
      log.info('a sign-in by the provider failed: no open account is linked', { address: asker.address });
      return err({ why: 'unlinked' });
    }
    return ok(beginSession(sessions, adult, asker));
  }

  async link(back: ProviderReturn, account: string, asker: Asker): Promise<Result<void, ProviderRefusal>> {
    const identity = await this.#identify(back, { purpose: 'link', account }, asker);
    if (!identity.ok) return identity;
    if (!this.#parts.adults.link(account, identity.value)) return err({ why: 'taken' });
    this.#parts.log.info('an account was linked to the provider', { account });
    return ok(undefined);
  }

  unlink(account: string): void {
    this.#parts.adults.unlink(account);
    this.#parts.log.info('an account was unlinked from the provider', { account });
  }

  async #identify(
    { attempt: key, answer }: ProviderReturn,
    { purpose, account }: { purpose: ProviderPurpose; account: string },
    asker: Asker,
  ): Promise<Result<Identity, ProviderRefusal>> {
    const attempt = this.#attempts.take(key, purpose);
    if (attempt?.account !== account) return err({ why: 'over' });
    const identity = await this.#parts.provider.identify(new URLSearchParams(answer), attempt.keys);
    if (!identity.ok) return this.#noProvider(identity.error);
    this.#parts.pause.succeeded([addressKey(asker)]);
    return identity;
  }

  #noProvider({ why, code }: ProviderTrouble): Result<never, ProviderRefusal> {
    this.#parts.log.warn('the identity provider let nobody in', { why, code });
    return err({ why });
  }
}
