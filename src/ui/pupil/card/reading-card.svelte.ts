import type { Pupil } from '../../../classroom/class-document.ts';
import type { After, SigningIn } from '../signing-in.svelte.ts';
import type { QrReader } from './qr-reader.ts';

/** How often a picture is searched, in milliseconds: at once for a child, and half of the time free on a slow tablet. */
const LOOK_MS = 200;
/** Pictures without a code until the card that was shown is gone: shown again it is a new try. */
const GONE_AFTER = 5;

/** A camera is on for so long at most, in milliseconds: a dialog that a child walked away from looks at nobody. */
export const LONGEST_LOOK_MS = 60_000;

/** Why nothing is seen. */
export type Blind = 'no-camera' | 'refused';

export interface ReadingCardPorts {
  readonly signingIn: Pick<SigningIn, 'showCard' | 'cardRest' | 'restForCards'>;
  /** Rejects where there is none, or it may not be used. */
  readonly openCamera: () => Promise<MediaStream>;
  readonly openReader: () => Promise<QrReader>;
  readonly isCard: (text: string) => Promise<boolean>;
  readonly pupilOf: (text: string) => Promise<Pupil | undefined>;
  readonly after: After;
  /** Nobody came in for too long. */
  readonly onover: () => void;
}

/**
 * From the camera to a pupil:
 *
 *     opening ──▶ looking ──a pupil's card──▶ signed in, by SigningIn
 *        │          │ ▲
 *        ▼          ▼ │ gone, or another is shown
 *      blind       said: no card, or nobody's; after several of these a rest, as for codes
 *
 * The camera is on from `start` until its way to stop is called, and at no other time; after LONGEST_LOOK_MS that is asked for.
 */
export class ReadingCard {
  readonly #ports: ReadingCardPorts;
  #stream: MediaStream | undefined = $state.raw();
  #blind: Blind | undefined = $state();
  #said: 'not-a-card' | 'unknown' | undefined = $state();
  #seen: string | undefined;
  #empty = 0;

  constructor(ports: ReadingCardPorts) {
    this.#ports = ports;
  }

  /** What the camera sees, for the child to aim. */
  get stream(): MediaStream | undefined {
    return this.#stream;
  }

  get blind(): Blind | undefined {
    return this.#blind;
  }

  /** What is to be said of the card that was shown last. */
  get said(): 'not-a-card' | 'unknown' | undefined {
    return this.#said;
  }

  /** Opens the camera and looks at this film of it; returns the way to stop, which switches the camera off. */
  start(film: () => HTMLVideoElement | undefined): () => void {
    let stopTimer = () => {};
    let isOver = false;
    const stopEnd = this.#ports.after(LONGEST_LOOK_MS, () => this.#ports.onover());
    this.#blind = undefined;
    this.#said = undefined;
    this.#ports.signingIn.restForCards();
    const open = async () => {
      const [stream, read] = await Promise.all([this.#ports.openCamera(), this.#ports.openReader()]);
      if (isOver) return switchOff(stream);
      this.#stream = stream;
      const keepLooking = async () => {
        const shown = film();
        if (shown) await this.#look(await read(shown));
        if (!isOver) stopTimer = this.#ports.after(LOOK_MS, () => void keepLooking());
      };
      await keepLooking();
    };
    open().catch((reason: unknown) => (this.#blind = blindBy(reason)));
    return () => {
      isOver = true;
      stopTimer();
      stopEnd();
      switchOff(this.#stream);
      this.#stream = undefined;
    };
  }

  async #look(text: string | undefined): Promise<void> {
    const { signingIn, isCard, pupilOf } = this.#ports;
    if (text === undefined || text === '') return this.#lookAtNothing();
    this.#empty = 0;
    if (text === this.#seen || signingIn.cardRest) return;
    this.#seen = text;
    if (!(await isCard(text))) {
      this.#said = 'not-a-card';
      return;
    }
    this.#said = (await signingIn.showCard(() => pupilOf(text))) === 'welcome' ? undefined : 'unknown';
  }

  #lookAtNothing(): void {
    this.#empty += 1;
    if (this.#empty === GONE_AFTER) this.#seen = undefined;
  }
}

function switchOff(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** https://w3c.github.io/mediacapture-main/#dom-mediadevices-getusermedia: a person, a policy or an insecure page refused. */
function blindBy(reason: unknown): Blind {
  const name = reason instanceof Error ? reason.name : '';
  return name === 'NotAllowedError' || name === 'SecurityError' ? 'refused' : 'no-camera';
}
