import { createHash, randomBytes } from 'node:crypto';
import type { ProviderPurpose } from '../../../protocol/office/provider.ts';
import type { Identity, ProviderKeys } from './provider.ts';

/** Time to find one's password at the provider, in milliseconds. */
export const ATTEMPT_MS = 10 * 60_000;
/** Attempts under way at once: a school's adults, all at the door. More is a stranger, and the oldest may go. */
const MAX_ATTEMPTS = 200;
const KEY_BYTES = 32;

/** One way to the provider and back. */
export interface ProviderAttempt {
  readonly purpose: ProviderPurpose;
  /** Who links; '' for who enters. */
  readonly account: string;
  readonly keys: ProviderKeys;
  readonly ends: number;
  /** Who it is, once the provider has said so. */
  readonly identity?: Identity;
}

export type ProvedAttempt = ProviderAttempt & { readonly identity: Identity };

const randomKey = (): string => randomBytes(KEY_BYTES).toString('base64url');
const hashOf = (key: string): string => createHash('sha256').update(key).digest('base64url');

/**
 * Who is on the way to the provider. The key of an attempt stays in the tab that began it, so that nobody is signed in by an address
 * that somebody else sends. Kept in memory: a restart costs one more press.
 */
export class ProviderAttempts {
  readonly #now: () => number;
  readonly #open = new Map<string, ProviderAttempt>();

  constructor(now: () => number) {
    this.#now = now;
  }

  begin(purpose: ProviderPurpose, account: string): { readonly key: string; readonly keys: ProviderKeys } {
    const [oldest] = this.#open.keys();
    if (this.#open.size >= MAX_ATTEMPTS && oldest !== undefined) this.#open.delete(oldest);
    const key = randomKey();
    const keys = { state: randomKey(), nonce: randomKey(), verifier: randomKey() };
    this.#open.set(hashOf(key), { purpose, account, keys, ends: this.#now() + ATTEMPT_MS });
    return { key, keys };
  }

  /** Puts an attempt back whose code of a second factor is still awaited; its time goes on running. */
  keep(key: string, attempt: ProvedAttempt): void {
    this.#open.set(hashOf(key), attempt);
  }

  /** The attempt of this key, once and in its time; a clock that was set back ends it too. */
  take(key: string, purpose: ProviderPurpose): ProviderAttempt | undefined {
    const attempt = this.#open.get(hashOf(key));
    this.#open.delete(hashOf(key));
    if (attempt?.purpose !== purpose) return undefined;
    const left = attempt.ends - this.#now();
    return left > 0 && left <= ATTEMPT_MS ? attempt : undefined;
  }
}
