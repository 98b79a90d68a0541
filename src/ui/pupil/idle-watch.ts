import type { After } from './signing-in.svelte.ts';

/** How often the time is looked at, in milliseconds: a lock that comes ten seconds late is early enough. */
const LOOK_MS = 10_000;

/** Two clocks: one may be set, the other may stand still while the tablet sleeps. */
export interface IdleClock {
  /** The time of day, in milliseconds. */
  now(): number;
  /** Milliseconds since the page opened. */
  passed(): number;
  readonly after: After;
}

export interface IdleWatchParts {
  readonly clock: IdleClock;
  readonly limitMs: () => number;
  readonly onidle: () => void;
}

/**
 * Notices that nobody has touched the tablet for a while. What counts is the longer of what both clocks say: after a sleep the time
 * of day has gone on; where it was set back, the page's own has. A clock that is set forward may end a session early, which costs
 * a child three pictures (S6).
 */
export class IdleWatch {
  readonly #parts: IdleWatchParts;
  #now = 0;
  #passed = 0;
  #isOver = true;

  constructor(parts: IdleWatchParts) {
    this.#parts = parts;
  }

  /** From the moment that somebody signs in; returns the way to stop. */
  start(): () => void {
    const { clock } = this.#parts;
    let stopTimer = () => {};
    const keepLooking = () => {
      stopTimer = clock.after(LOOK_MS, () => {
        keepLooking();
        this.look();
      });
    };
    this.#isOver = false;
    this.#remember();
    keepLooking();
    return () => {
      this.#isOver = true;
      stopTimer();
    };
  }

  /** Somebody touches the tablet. False where that comes too late: it is no longer who worked here, as far as anyone knows. */
  touch(): boolean {
    if (!this.look()) return false;
    this.#remember();
    return true;
  }

  /** Whether the session still holds; ends it where it does not. */
  look(): boolean {
    if (this.#isOver) return false;
    const { clock, limitMs, onidle } = this.#parts;
    const idle = Math.max(clock.now() - this.#now, clock.passed() - this.#passed);
    if (idle < limitMs()) return true;
    this.#isOver = true;
    onidle();
    return false;
  }

  #remember(): void {
    this.#now = this.#parts.clock.now();
    this.#passed = this.#parts.clock.passed();
  }
}

/** What a hand does, and a film or a sound that plays: who watches it touches nothing. */
const SIGNS_OF_LIFE = ['pointerdown', 'keydown', 'input', 'wheel', 'timeupdate'] as const;
/** A tablet that wakes up says one of these, before anything is touched. */
const WAKING = ['visibilitychange', 'pageshow', 'focus'] as const;

/** Follows the hands on the whole page, before any screen does; a touch that comes too late reaches none. Returns the way to stop. */
export function followHands(
  page: Pick<Window, 'addEventListener' | 'removeEventListener'>,
  watch: Pick<IdleWatch, 'touch' | 'look'>,
  ontouch: () => void,
): () => void {
  const touch = (event: Event) => {
    if (watch.touch()) return ontouch();
    event.stopImmediatePropagation();
    if (event.cancelable) event.preventDefault();
  };
  const look = () => void watch.look();
  const how = { capture: true, passive: false };
  for (const sign of SIGNS_OF_LIFE) page.addEventListener(sign, touch, how);
  for (const sign of WAKING) page.addEventListener(sign, look, how);
  return () => {
    for (const sign of SIGNS_OF_LIFE) page.removeEventListener(sign, touch, how);
    for (const sign of WAKING) page.removeEventListener(sign, look, how);
  };
}
