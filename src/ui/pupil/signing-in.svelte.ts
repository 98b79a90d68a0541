import type { Pupil } from '../../classroom/class-document.ts';
import { checkCode, PICTURE_CODE_LENGTH } from '../../classroom/picture-code.ts';
import type { PictureName } from '../../classroom/pictures.ts';
import { CARDS, type Tries } from './tries.ts';

export type Tapping = 'ready' | 'checking' | 'wrong' | 'resting';

/** Calls back after `ms`; returns the way to cancel. */
export type After = (ms: number, call: () => void) => () => void;

/** A pause between tries, in seconds. */
export interface Rest {
  readonly secondsLeft: number;
  readonly secondsAtFirst: number;
}

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
  #cardRest: Rest | undefined = $state.raw();
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

  /** Of this pupil's codes, when resting. */
  get rest(): Rest {
    return { secondsLeft: this.#secondsLeft, secondsAtFirst: this.#secondsAtFirst };
  }

  /** Of cards, whoever's; undefined where another may be shown. */
  get cardRest(): Rest | undefined {
    return this.#cardRest;
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

  /** A card is shown; whose it is comes in without pictures. One that is nobody's counts as a wrong code does. */
  async showCard(whose: () => Promise<Pupil | undefined>): Promise<'welcome' | 'unknown' | 'resting'> {
    const { tries } = this.#ports;
    if (tries.restOf(CARDS) > 0) return 'resting';
    tries.begin(CARDS);
    const pupil = await whose();
    if (pupil) {
      tries.forget(CARDS);
      this.#welcome(pupil);
      return 'welcome';
    }
    this.restForCards();
    return 'unknown';
  }

  /** Sits out what is left of a rest, also of before a reload. */
  restForCards(): void {
    const seconds = this.#ports.tries.restOf(CARDS);
    this.#cardRest = seconds > 0 ? { secondsLeft: seconds, secondsAtFirst: seconds } : undefined;
    if (seconds > 0) this.#runClock();
  }

  #welcome(pupil: Pupil): void {
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
      this.#welcome(pupil);
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

  #passCardRest(): void {
    const secondsLeft = this.#ports.tries.restOf(CARDS);
    this.#cardRest = this.#cardRest && secondsLeft > 0 ? { ...this.#cardRest, secondsLeft } : undefined;
  }

  #runClock(): void {
    this.#stopClock ??= this.#ports.after(1000, () => {
      this.#stopClock = undefined;
      if (this.#ports.tries.tick()) this.#runClock();
      this.#passCardRest();
      if (this.#tapping !== 'resting') return;
      this.#secondsLeft = this.#owed();
      if (this.#secondsLeft === 0) this.#tapping = 'ready';
    });
  }
}
