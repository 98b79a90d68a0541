import type { Pupil } from '../../classroom/class-document.ts';
import { checkCode, PICTURE_CODE_LENGTH } from '../../classroom/picture-code.ts';
import type { PictureName } from '../../classroom/pictures.ts';
import type { Tries } from './tries.ts';

export type Tapping = 'ready' | 'checking' | 'wrong' | 'resting';

/** Calls back after `ms`; returns the way to cancel. */
export type After = (ms: number, call: () => void) => () => void;

export interface SigningInPorts {
  readonly done: (pupil: string) => void;
  /** The pupil as the class list has them now: a new code may arrive while the board is on the screen. */
  readonly find: (pupil: string) => Pupil | undefined;
  readonly after: After;
  readonly tries: Tries;
}

/**
 * From a face to a signed-in pupil:
 *
 *     ready ──3 pictures──▶ checking ──right──▶ done(pupil)
 *       ▲                      │
 *       │◀─next tap── wrong ◀──┤ wrong
 *       └──time over── resting ◀┘ wrong for the third time or more
 */
export class SigningIn {
  readonly #ports: SigningInPorts;
  #pupil: Pupil | undefined = $state.raw();
  #tapped: readonly PictureName[] = $state.raw([]);
  #tapping: Tapping = $state('ready');
  #secondsLeft = $state(0);
  #secondsAtFirst = $state(0);
  #stopClock: (() => void) | undefined;

  constructor(ports: SigningInPorts) {
    this.#ports = ports;
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

  /** How much of the rest is left, from 1 to 0. */
  get shareLeft(): number {
    return this.#secondsAtFirst === 0 ? 0 : this.#secondsLeft / this.#secondsAtFirst;
  }

  /** Lets the seconds go by for all who rest, as long as the page is open; returns the way to stop. */
  start(): () => void {
    this.#runClock();
    return () => {
      this.#stopClock?.();
      this.#stopClock = undefined;
    };
  }

  /** A pupil without a code yet comes straight in. */
  choose(pupil: Pupil): void {
    if (!pupil.code) {
      this.#ports.done(pupil.id);
      return;
    }
    this.#pupil = pupil;
    this.erase();
    this.#rest();
  }

  /** By their card: it needs no pictures. */
  welcome(pupil: Pupil): void {
    this.#ports.tries.forget(pupil);
    this.back();
    this.#ports.done(pupil.id);
  }

  back(): void {
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
    const chosen = this.#pupil;
    const pupil = chosen && this.#ports.find(chosen.id);
    if (!pupil?.code) {
      this.back(); // no longer of this class
      return;
    }
    this.#tapping = 'checking';
    this.#ports.tries.begin(pupil);
    const right = await checkCode(this.#tapped, pupil.code);
    if (right) this.#ports.tries.forget(pupil);
    if (this.#pupil !== chosen) return;
    this.#tapped = [];
    if (right) {
      this.welcome(pupil);
      return;
    }
    this.#tapping = 'wrong';
    this.#rest();
  }

  #rest(): void {
    this.#secondsAtFirst = this.#owed();
    if (this.#secondsAtFirst === 0) return;
    this.#tapping = 'resting';
    this.#secondsLeft = this.#secondsAtFirst;
    this.#runClock();
  }

  /** None where the teacher gave a new code meanwhile. */
  #owed(): number {
    const pupil = this.#pupil && this.#ports.find(this.#pupil.id);
    return pupil ? this.#ports.tries.restOf(pupil) : 0;
  }

  #runClock(): void {
    this.#stopClock ??= this.#ports.after(1000, () => {
      this.#stopClock = undefined;
      if (this.#ports.tries.tick()) this.#runClock();
      if (this.#tapping !== 'resting') return;
      this.#secondsLeft = this.#owed();
      if (this.#secondsLeft === 0) this.#tapping = 'ready';
    });
  }
}
