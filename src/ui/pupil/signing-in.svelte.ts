import type { Pupil } from '../../classroom/class-document.ts';
import { checkCode, PICTURE_CODE_LENGTH } from '../../classroom/picture-code.ts';
import type { PictureName } from '../../classroom/pictures.ts';

/** Wrong codes of one pupil before they rest. */
export const FREE_TRIES = 3;
/** The first rest and the longest, in seconds. It doubles at each wrong code: enough to stop guessing, not to make cry. */
export const FIRST_REST_S = 5;
export const LONGEST_REST_S = 60;

export type Tapping = 'ready' | 'checking' | 'wrong' | 'resting';

/** Calls back after `ms`; returns the way to cancel. */
export type After = (ms: number, call: () => void) => () => void;

/**
 * From a face to a signed-in pupil:
 *
 *     ready ──3 pictures──▶ checking ──right──▶ done(pupil)
 *       ▲                      │
 *       │◀─next tap── wrong ◀──┤ wrong
 *       └──time over── resting ◀┘ wrong for the third time or more
 */
export class SigningIn {
  readonly #done: (pupil: string) => void;
  readonly #after: After;
  readonly #wrong = new Map<string, number>();
  /** Seconds of rest that are left, by pupil: going back to the faces is no way round it. */
  readonly #owed = new Map<string, number>();
  #pupil: Pupil | undefined = $state.raw();
  #tapped: readonly PictureName[] = $state.raw([]);
  #tapping: Tapping = $state('ready');
  #secondsLeft = $state(0);
  #stopRest: () => void = () => {};

  constructor(done: (pupil: string) => void, after: After) {
    this.#done = done;
    this.#after = after;
  }

  get pupil(): Pupil | undefined {
    return this.#pupil;
  }

  get tapped(): readonly PictureName[] {
    return this.#tapped;
  }

  get tapping(): Tapping {
    return this.#tapping;
  }

  /** Of the rest, when resting. */
  get secondsLeft(): number {
    return this.#secondsLeft;
  }

  /** A pupil without a code yet comes straight in. */
  choose(pupil: Pupil): void {
    if (!pupil.code) {
      this.#done(pupil.id);
      return;
    }
    this.#pupil = pupil;
    this.erase();
    this.#rest(pupil, this.#owed.get(pupil.id) ?? 0);
  }

  back(): void {
    this.#stopRest();
    this.#pupil = undefined;
    this.erase();
  }

  erase(): void {
    this.#tapped = [];
    this.#tapping = 'ready';
  }

  async tap(picture: PictureName): Promise<void> {
    if (this.#tapping === 'checking' || this.#tapping === 'resting') return;
    this.#tapping = 'ready';
    this.#tapped = [...this.#tapped, picture];
    if (this.#tapped.length === PICTURE_CODE_LENGTH) await this.#check();
  }

  async #check(): Promise<void> {
    const pupil = this.#pupil;
    if (!pupil?.code) return;
    this.#tapping = 'checking';
    const right = await checkCode(this.#tapped, pupil.code);
    if (this.#pupil !== pupil) return;
    this.#tapped = [];
    if (right) {
      this.#wrong.delete(pupil.id);
      this.back();
      this.#done(pupil.id);
      return;
    }
    const wrong = (this.#wrong.get(pupil.id) ?? 0) + 1;
    this.#wrong.set(pupil.id, wrong);
    this.#tapping = 'wrong';
    if (wrong >= FREE_TRIES) this.#rest(pupil, Math.min(FIRST_REST_S * 2 ** (wrong - FREE_TRIES), LONGEST_REST_S));
  }

  #rest(pupil: Pupil, seconds: number): void {
    this.#owed.set(pupil.id, seconds);
    this.#secondsLeft = seconds;
    this.#tapping = seconds > 0 ? 'resting' : 'ready';
    this.#stopRest();
    if (seconds > 0) this.#stopRest = this.#after(1000, () => this.#rest(pupil, seconds - 1));
  }
}
