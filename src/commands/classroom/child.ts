import { handIn } from '../../classroom/hand-in.ts';
import { answer, finishStep, pageOf } from '../../classroom/work.ts';
import type { Chance } from './chance.ts';
import { touchedBy } from './edit.ts';
import type { Ledger } from './ledger.ts';
import { PageWriting } from './page-writing.ts';
import { pause } from './patience.ts';
import type { Seat } from './sign-in.ts';
import type { Task } from './tasks.ts';
import type { OpenDocument } from '../../sync/facade.ts';

/*
 * A child's pace, in milliseconds and in words. A word counts as one edit; the engine joins what comes within 100 ms, as it
 * would with letters.
 */
const WORD_MS = [300, 1_200] as const;
const THINKING_MS = [600, 3_500] as const;
const BURST_WORDS = [2, 7] as const;
/** How often a child turns to an answer, or rubs something out, rather than writing on. */
const ANSWERS = 0.2;
const RUBS_OUT = 0.15;

/** Plays one pupil at one tablet. */
export class Child {
  readonly #seat: Seat;
  readonly #chance: Chance;
  readonly #ledger: Ledger;
  #task: Task | undefined;
  #document: OpenDocument | undefined;
  #writing: PageWriting | undefined;
  #edits = 0;

  constructor(seat: Seat, chance: Chance, ledger: Ledger) {
    this.#seat = seat;
    this.#chance = chance;
    this.#ledger = ledger;
  }

  get edits(): number {
    return this.#edits;
  }

  /** Works until `end` on the clock of this process: on its own works and its group's, in turns. */
  async work(end: number): Promise<void> {
    while (performance.now() < end) {
      await this.#turnTo(this.#chance.pick(this.#seat.tasks));
      if (this.#chance.happens(ANSWERS)) this.#answer();
      else await this.#writeBurst(end);
      await this.#waitWithin(THINKING_MS, end);
    }
  }

  /** Je rends mon travail: all of it. The last page stays open, as on a table. */
  async handInAll(): Promise<void> {
    for (const task of this.#seat.tasks) {
      const { doc } = await this.#turnTo(task);
      this.#edit(() => handIn(doc, this.#seat.pupil, Date.now()));
    }
    await this.#document?.flush();
  }

  async #turnTo(task: Task): Promise<OpenDocument> {
    if (this.#document && this.#task === task) return this.#document;
    const { tablet, pupil } = this.#seat;
    if (this.#task) await tablet.close(this.#task.work);
    const document = await tablet.open(task.work, pupil);
    this.#task = task;
    this.#document = document;
    const page = task.pages.length > 0 ? this.#chance.pick(task.pages) : undefined;
    this.#writing = page === undefined ? undefined : new PageWriting(pageOf(document.doc, page), this.#chance);
    return document;
  }

  async #writeBurst(end: number): Promise<void> {
    for (let words = this.#chance.count(BURST_WORDS); words > 0 && performance.now() < end; words--) {
      const rubsOut = this.#chance.happens(RUBS_OUT);
      this.#edit(() => (rubsOut ? this.#writing?.rubOut() : this.#writing?.addWord()));
      await this.#waitWithin(WORD_MS, end);
    }
  }

  #answer(): void {
    const doc = this.#document?.doc;
    if (!doc || !this.#task || this.#task.questions.length === 0) return;
    const { step, question } = this.#chance.pick(this.#task.questions);
    const ticked = this.#chance.pick(question.choices).id;
    this.#edit(() => {
      answer(doc, step, question.id, [ticked]);
      finishStep(doc, step);
    });
  }

  #edit(change: () => void): void {
    if (!this.#document || !this.#task) return;
    const { tablet } = this.#seat;
    const touched = touchedBy(this.#document.doc, change);
    if (!touched) return;
    this.#edits += 1;
    this.#ledger.add({
      doc: this.#task.work,
      device: tablet.enrolment.device,
      touched,
      at: performance.now(),
      writer: tablet.presence,
      stay: tablet.presence.stay,
    });
  }

  #waitWithin(range: readonly [number, number], end: number): Promise<void> {
    return pause(Math.min(this.#chance.between(range), end - performance.now()));
  }
}
