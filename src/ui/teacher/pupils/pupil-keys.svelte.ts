import type * as Y from 'yjs';
import { type RandomBytes, secureRandomBytes } from '../../../base/ids.ts';
import {
  chooseIdleMinutes,
  giveCard,
  giveCode,
  type Pupil,
  takeCard,
  takeCode,
} from '../../../classroom/class-document.ts';
import { classDocument } from '../../../classroom/document-id.ts';
import { hashCode, type PictureCode } from '../../../classroom/picture-code.ts';
import { hashCard, newCard } from '../../../classroom/pupil-card.ts';
import type { Cartable } from '../../../sync/facade.ts';
import type { StorageFailureReason } from '../../../sync/ports.ts';
import { troubleOf } from '../../pupil/storage-trouble.ts';
import { UNDO_MS } from '../handing-out.svelte.ts';

/** What was just done, while it can be undone at a tap. */
export interface KeyDone {
  readonly what: 'code' | 'cards' | 'taken' | 'undone';
  /** Those whom it concerned, as they were before. */
  readonly before: readonly Pupil[];
}

/** A card that was made now: its secret is on this page alone, and nowhere once the page has put it away. */
export interface FreshCard {
  readonly pupil: Pupil;
  readonly text: string;
}

export interface PupilKeysPorts {
  readonly cartable: Pick<Cartable, 'edit'>;
  readonly account: () => string;
  readonly schoolClass: () => string;
  /** Calls back after `ms`; returns the way to cancel. */
  readonly after: (ms: number, call: () => void) => () => void;
  readonly random?: RandomBytes;
  /** For a test, which has no time. */
  readonly rounds?: number;
}

/** What opens a pupil's satchel: given, taken away, and for a few seconds undone. Written into the class's own document, near the trolley or not. */
export class PupilKeys {
  readonly #ports: PupilKeysPorts;
  #busy = $state(false);
  #trouble: StorageFailureReason | undefined = $state();
  #done: KeyDone | undefined = $state.raw();
  #fresh: readonly FreshCard[] = $state.raw([]);
  #cancelTimer: (() => void) | undefined;

  constructor(ports: PupilKeysPorts) {
    this.#ports = ports;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** Why the disk refused the last try; nothing was changed then. */
  get trouble(): StorageFailureReason | undefined {
    return this.#trouble;
  }

  get done(): KeyDone | undefined {
    return this.#done;
  }

  get fresh(): readonly FreshCard[] {
    return this.#fresh;
  }

  /** Whether it is on this disk; the sync does the rest. */
  async giveCode(pupil: Pupil, code: PictureCode): Promise<boolean> {
    return this.#keep({ what: 'code', before: [pupil] }, async () => {
      const hashed = await hashCode(code, this.#ports.rounds);
      return (doc) => giveCode(doc, pupil.id, hashed);
    });
  }

  async makeCards(pupils: readonly Pupil[]): Promise<boolean> {
    const cards = pupils.map((pupil) => ({ pupil, text: newCard(this.#ports.random ?? secureRandomBytes) }));
    const kept = await this.#keep({ what: 'cards', before: pupils }, async () => {
      const hashes = await Promise.all(cards.map(({ text }) => hashCard(text)));
      return (doc) => cards.forEach(({ pupil }, index) => giveCard(doc, pupil.id, hashes[index]!));
    });
    if (kept) this.#fresh = cards;
    return kept;
  }

  async takeCard(pupil: Pupil): Promise<boolean> {
    return this.#keep({ what: 'taken', before: [pupil] }, () => (doc) => takeCard(doc, pupil.id));
  }

  async undo(): Promise<void> {
    const done = this.#done;
    if (!done || done.what === 'undone' || this.#busy) return;
    const undone = await this.#keep({ what: 'undone', before: done.before }, () => (doc) => {
      for (const pupil of done.before) putBack(doc, pupil, done.what === 'code' ? 'code' : 'card');
    });
    if (undone) this.putAway();
  }

  async chooseIdleMinutes(minutes: number): Promise<void> {
    await this.#write(() => (doc) => chooseIdleMinutes(doc, minutes));
  }

  /** The cards are printed: nobody can read them any more. */
  putAway(): void {
    this.#fresh = [];
  }

  /** The dialog in which the disk refused is closed. */
  forgetTrouble(): void {
    this.#trouble = undefined;
  }

  forget(): void {
    this.#cancelTimer?.();
    this.#done = undefined;
    this.#trouble = undefined;
  }

  async #keep(done: KeyDone, prepare: Prepare): Promise<boolean> {
    if (!(await this.#write(prepare))) return false;
    this.#cancelTimer?.();
    this.#done = done;
    this.#cancelTimer = this.#ports.after(UNDO_MS, () => (this.#done = undefined));
    return true;
  }

  async #write(prepare: Prepare): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    this.#trouble = undefined;
    const { cartable, account, schoolClass } = this.#ports;
    try {
      const change = await prepare();
      await cartable.edit(classDocument(schoolClass()), account(), change);
      return true;
    } catch (failure) {
      this.#trouble = troubleOf(failure);
      return false;
    } finally {
      this.#busy = false;
    }
  }
}

/** Hashes first, which takes a moment, then says what is to be written. */
type Prepare = () => Change | Promise<Change>;
type Change = (doc: Y.Doc) => void;

function putBack(doc: Y.Doc, { id, code, card }: Pupil, what: 'code' | 'card'): void {
  if (what === 'code') return code ? giveCode(doc, id, code) : takeCode(doc, id);
  return card === undefined ? takeCard(doc, id) : giveCard(doc, id, card);
}
