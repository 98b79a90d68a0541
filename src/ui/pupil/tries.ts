import type { Pupil } from '../../classroom/class-document.ts';

const KEPT_UNDER = 'cartable.tries';

/** Wrong codes of one pupil before they rest. */
export const FREE_TRIES = 3;
/**
 * The first rest and the longest, in seconds. It doubles at each wrong code: enough to stop guessing, not to make cry. At one code
 * in five minutes, all 1,728 take six days of tapping on one tablet; the teacher gives a new code in ten seconds.
 */
export const FIRST_REST_S = 5;
export const LONGEST_REST_S = 300;

/** Wrong codes since the last right one, and the seconds of rest that are left. */
interface Tried {
  /** The salt of the code that was tried: a new code begins anew. */
  readonly salt: string;
  readonly wrong: number;
  readonly rest: number;
}

type Tryer = Pick<Pupil, 'id' | 'code'>;

/** Cards say of nobody whose they are until they prove right, so wrong ones count together. No pupil has such an id. */
export const CARDS: Tryer = { id: 'cards:', code: undefined };

const restAfter = (wrong: number): number =>
  wrong < FREE_TRIES ? 0 : Math.min(FIRST_REST_S * 2 ** (wrong - FREE_TRIES), LONGEST_REST_S);

/**
 * The codes tried on this tablet, by pupil. Kept beyond a reload as seconds still to be sat through while the page is open, never as
 * a time of day: setting the clock forward or back changes nothing (S6), and neither does closing the page. It holds up pupils at a
 * screen. Whoever can wipe the site's storage with a browser's tools ends the rest, and the tablet's enrolment with it.
 */
export class Tries {
  readonly #keep: Pick<Storage, 'getItem' | 'setItem'> | undefined;
  #tried: Map<string, Tried>;

  constructor(keep: Pick<Storage, 'getItem' | 'setItem'> | undefined) {
    this.#keep = keep;
    this.#tried = this.#read() ?? new Map<string, Tried>();
  }

  /** Seconds before this pupil may try again, in any tab. */
  restOf(pupil: Tryer): number {
    return this.#find(pupil)?.rest ?? 0;
  }

  /** A code is about to be checked. It counts as wrong until it proves right: a reload in between is no way round. */
  begin(pupil: Tryer): void {
    const wrong = (this.#find(pupil)?.wrong ?? 0) + 1;
    this.#tried.set(pupil.id, { salt: pupil.code?.salt ?? '', wrong, rest: restAfter(wrong) });
    this.#write();
  }

  /** It was right, or a card was: all is forgotten. */
  forget(pupil: Tryer): void {
    if (!this.#find(pupil)) return;
    this.#tried.delete(pupil.id);
    this.#write();
  }

  /** Wrong codes since the last right one. */
  wrongOf(pupil: Tryer): number {
    return this.#find(pupil)?.wrong ?? 0;
  }

  /** A second went by for all who rest; false where nobody does. */
  tick(): boolean {
    this.#tried = this.#read() ?? this.#tried;
    const resting = [...this.#tried].filter(([, { rest }]) => rest > 0);
    for (const [pupil, tried] of resting) this.#tried.set(pupil, { ...tried, rest: tried.rest - 1 });
    if (resting.length > 0) this.#write();
    return resting.length > 0;
  }

  #find({ id, code }: Tryer): Tried | undefined {
    this.#tried = this.#read() ?? this.#tried;
    const tried = this.#tried.get(id);
    return tried?.salt === (code?.salt ?? '') ? tried : undefined;
  }

  #write(): void {
    try {
      this.#keep?.setItem(KEPT_UNDER, JSON.stringify([...this.#tried]));
    } catch {
      // The disk is full: the rest lasts as long as the page.
    }
  }

  /** Undefined where the browser keeps nothing, or something else stands there. */
  #read(): Map<string, Tried> | undefined {
    try {
      const kept = JSON.parse(this.#keep?.getItem(KEPT_UNDER) ?? '') as unknown;
      return Array.isArray(kept) ? new Map(kept.filter(isEntry)) : undefined;
    } catch {
      return undefined;
    }
  }
}

function isEntry(entry: unknown): entry is [string, Tried] {
  if (!Array.isArray(entry) || typeof entry[0] !== 'string') return false;
  const { salt, wrong, rest } = (entry[1] ?? {}) as Partial<Record<keyof Tried, unknown>>;
  return typeof salt === 'string' && isCount(wrong) && isCount(rest) && rest <= LONGEST_REST_S;
}

const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;
