import { checkPin, hashPin } from '../../../classroom/pin.ts';
import type { SlowHash } from '../../../classroom/slow-hash.ts';
import type { Cartable } from '../../../sync/facade.ts';
import type { SessionKeep } from '../../pupil/session.svelte.ts';
import type { After, Rest } from '../../pupil/signing-in.svelte.ts';
import type { Tries } from '../../pupil/tries.ts';

const KEPT_UNDER = 'cartable.unlocked';

/** Minutes without a touch until the screens close: long enough to walk once around the class. */
export const LOCK_AFTER_MS = 15 * 60_000;
/** Wrong PINs in a row, with the rests of tries.ts between them; then only the password opens. One guess in a thousand is right by then. */
export const MOST_WRONG_PINS = 10;
/** A sign of life is written at most this often, in milliseconds. */
const WRITE_MS = 5_000;

export interface OwnLockPorts {
  readonly cartable: Pick<Cartable, 'keepPin'>;
  /** Undefined where none was chosen. */
  readonly pin: () => SlowHash | undefined;
  readonly tries: Tries;
  /** Kept as long as the tab. */
  readonly keep: SessionKeep | undefined;
  readonly now: () => number;
  readonly after: After;
  /** Locks the other windows of this device. */
  readonly lockOthers: () => void;
  /** For a test, which has no time. */
  readonly rounds?: number;
}

export type Entering = 'ready' | 'checking' | 'wrong' | 'resting' | 'closed';

/**
 * The lock of a teacher's own device:
 *
 *     no PIN ──choose──▶ open ──lock, or nobody touches it──▶ locked ──right PIN, or the password──▶ open
 *                                                            │ ▲
 *                                                      wrong ▼ │ rested
 *                                                      resting; after MOST_WRONG_PINS closed: the password alone
 *
 * A reload within the time stays open. Another PIN, chosen in another tab, locks this one.
 */
export class OwnLock {
  readonly #ports: OwnLockPorts;
  /** The salt of the PIN that was given here. */
  #openFor: string | undefined = $state();
  #entering: Entering = $state('ready');
  #rest: Rest | undefined = $state.raw();
  #stopClock: (() => void) | undefined;
  #writtenAt = -Infinity;

  constructor(ports: OwnLockPorts) {
    this.#ports = ports;
    this.#openFor = this.#kept();
  }

  get hasPin(): boolean {
    return this.#ports.pin() !== undefined;
  }

  get isLocked(): boolean {
    const pin = this.#ports.pin();
    return pin !== undefined && pin.salt !== this.#openFor;
  }

  get entering(): Entering {
    return this.#entering;
  }

  get rest(): Rest | undefined {
    return this.#rest;
  }

  /** Somebody works here. */
  seen(): void {
    const { keep, now } = this.#ports;
    const seen = now();
    if (this.#openFor === undefined || Math.abs(seen - this.#writtenAt) < WRITE_MS) return;
    this.#writtenAt = seen;
    keep?.setItem(KEPT_UNDER, JSON.stringify({ salt: this.#openFor, seen }));
  }

  /** « Verrouiller »: every window of this device. */
  lockAll(): void {
    this.lock();
    this.#ports.lockOthers();
  }

  /** This window alone: in another somebody may be at work. */
  lock(): void {
    this.#openFor = undefined;
    this.#ports.keep?.removeItem(KEPT_UNDER);
  }

  /** The locked screen is shown: what is left of a rest goes on, also of before a reload. Returns the way to stop. */
  start(): () => void {
    this.#entering = 'ready';
    this.#takeStock();
    return () => {
      this.#stopClock?.();
      this.#stopClock = undefined;
    };
  }

  async enter(digits: string): Promise<void> {
    const pin = this.#ports.pin();
    if (!pin || (this.#entering !== 'ready' && this.#entering !== 'wrong')) return;
    const { tries } = this.#ports;
    this.#entering = 'checking';
    tries.begin(tryOf(pin));
    if (await checkPin(digits, pin)) {
      tries.forget(tryOf(pin));
      this.#open(pin);
      return;
    }
    this.#entering = 'wrong';
    this.#takeStock();
  }

  /** Also instead of an earlier one. Rejects with StorageFailure. */
  async choose(digits: string): Promise<void> {
    const pin = await hashPin(digits, this.#ports.rounds);
    const before = this.#openFor;
    this.#open(pin);
    try {
      await this.#ports.cartable.keepPin(pin);
    } catch (failure) {
      this.#openFor = before;
      throw failure;
    }
  }

  /** The device asks for none any more: the owner wished it, or proved by their password who they are. Rejects with StorageFailure. */
  async takeAway(): Promise<void> {
    const pin = this.#ports.pin();
    await this.#ports.cartable.keepPin(undefined);
    if (pin) this.#ports.tries.forget(tryOf(pin));
  }

  #open(pin: SlowHash): void {
    this.#openFor = pin.salt;
    this.#entering = 'ready';
    this.#rest = undefined;
    this.#writtenAt = -Infinity;
    this.seen();
  }

  /** How many were wrong, and how long to rest for that. */
  #takeStock(): void {
    const pin = this.#ports.pin();
    if (!pin) return;
    const { tries } = this.#ports;
    if (tries.wrongOf(tryOf(pin)) >= MOST_WRONG_PINS) {
      this.#entering = 'closed';
      return;
    }
    const seconds = tries.restOf(tryOf(pin));
    if (seconds === 0) return;
    this.#entering = 'resting';
    this.#rest = { secondsLeft: seconds, secondsAtFirst: seconds };
    this.#runClock(pin);
  }

  #runClock(pin: SlowHash): void {
    this.#stopClock ??= this.#ports.after(1000, () => {
      this.#stopClock = undefined;
      this.#ports.tries.tick();
      const secondsLeft = this.#ports.tries.restOf(tryOf(pin));
      this.#rest = this.#rest && secondsLeft > 0 ? { ...this.#rest, secondsLeft } : undefined;
      if (this.#rest) this.#runClock(pin);
      else this.#entering = 'ready';
    });
  }

  /** A browser brings back the pages of yesterday as well; and a clock that was set back says nothing of how long it was. */
  #kept(): string | undefined {
    try {
      const { salt, seen } = JSON.parse(this.#ports.keep?.getItem(KEPT_UNDER) ?? '') as Record<string, unknown>;
      const idle = this.#ports.now() - Number(seen);
      return typeof salt === 'string' && idle >= 0 && idle < LOCK_AFTER_MS ? salt : undefined;
    } catch {
      return undefined; // nothing kept: the PIN is asked for
    }
  }
}

/** No pupil has such an id. */
const tryOf = (pin: SlowHash) => ({ id: 'pin:', code: pin });
