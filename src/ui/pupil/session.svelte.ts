const KEPT_UNDER = 'cartable.pupil';
const LEFT_UNDER = 'cartable.left';

/** A sign of life is written at most this often, in milliseconds: a child touches a screen many times a second. */
const WRITE_MS = 5_000;

/** Kept as long as the tab: `sessionStorage`, or nothing where the browser forbids it. */
export type SessionKeep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Whom the tablet was taken from because nobody touched it, and where they were. */
export interface Left {
  readonly pupil: string;
  readonly path: string;
}

interface Kept {
  readonly pupil: string;
  /** The last sign of life, in milliseconds of this tablet's clock. */
  readonly seen: number;
  readonly limitMs: number;
}

export interface SessionParts {
  readonly keep: SessionKeep | undefined;
  readonly now: () => number;
  /** Where the page is. */
  readonly path: () => string;
}

/**
 * Who holds the tablet. A reload gives it back to the same pupil, as long as their time would have let them stay: a browser brings
 * back the pages of yesterday as well. Closing the page ends it.
 */
export class Session {
  readonly #parts: SessionParts;
  #pupil: string | undefined = $state();
  #left: Left | undefined = $state.raw();
  #writtenAt = -Infinity;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#left = readLeft(parts.keep?.getItem(LEFT_UNDER));
    const kept = readKept(parts.keep?.getItem(KEPT_UNDER));
    if (!kept) return;
    this.#pupil = kept.pupil;
    const idle = parts.now() - kept.seen;
    // A clock that was set back says nothing of how long it was.
    if (!(idle >= 0 && idle < kept.limitMs)) this.lock();
  }

  /** The pupil's id. */
  get pupil(): string | undefined {
    return this.#pupil;
  }

  get left(): Left | undefined {
    return this.#left;
  }

  /** Returns where this pupil was when the tablet was taken from them. */
  begin(pupil: string, limitMs: number): string | undefined {
    const path = this.#left?.pupil === pupil ? this.#left.path : undefined;
    this.forgetLeft();
    this.#pupil = pupil;
    this.#writtenAt = -Infinity;
    this.seen(limitMs);
    return path;
  }

  /** A sign of life. */
  seen(limitMs: number): void {
    const { keep, now } = this.#parts;
    const seen = now();
    if (this.#pupil === undefined || Math.abs(seen - this.#writtenAt) < WRITE_MS) return;
    this.#writtenAt = seen;
    keep?.setItem(KEPT_UNDER, JSON.stringify({ pupil: this.#pupil, seen, limitMs } satisfies Kept));
  }

  end(): void {
    this.#pupil = undefined;
    this.#parts.keep?.removeItem(KEPT_UNDER);
  }

  /** Nobody touched the tablet: the next one is asked who they are, and who was here finds their place again. */
  lock(): void {
    if (this.#pupil === undefined) return;
    const left: Left = { pupil: this.#pupil, path: this.#parts.path() };
    this.end();
    this.#left = left;
    this.#parts.keep?.setItem(LEFT_UNDER, JSON.stringify(left));
  }

  forgetLeft(): void {
    this.#left = undefined;
    this.#parts.keep?.removeItem(LEFT_UNDER);
  }
}

function readKept(text: string | null | undefined): Kept | undefined {
  const kept = readJson(text) as Partial<Record<keyof Kept, unknown>> | undefined;
  const { pupil, seen, limitMs } = kept ?? {};
  if (typeof pupil !== 'string' || typeof seen !== 'number' || typeof limitMs !== 'number') return undefined;
  return { pupil, seen, limitMs };
}

function readLeft(text: string | null | undefined): Left | undefined {
  const { pupil, path } = (readJson(text) ?? {}) as Partial<Record<keyof Left, unknown>>;
  return typeof pupil === 'string' && typeof path === 'string' ? { pupil, path } : undefined;
}

function readJson(text: string | null | undefined): object | undefined {
  try {
    const value = JSON.parse(text ?? '') as unknown;
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined; // nothing kept, or by another version: the pupil signs in again
  }
}
