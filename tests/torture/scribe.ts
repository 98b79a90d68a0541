import { pageOf } from '../../src/classroom/work.ts';
import type { Chance } from '../../src/commands/classroom/chance.ts';
import { touchedBy } from '../../src/commands/classroom/edit.ts';
import type { Ledger } from '../../src/commands/classroom/ledger.ts';
import { PageWriting } from '../../src/commands/classroom/page-writing.ts';
import { pause } from '../../src/commands/classroom/patience.ts';
import type { Seat } from '../../src/commands/classroom/sign-in.ts';
import type { OpenDocument } from '../../src/sync/facade.ts';

/** Milliseconds from word to word: something must be on its way whenever a blow falls. */
const WORD_MS = [60, 400] as const;
const WORDS_ON_A_PAGE = [5, 40] as const;
const RUBS_OUT = 0.15;

/** A pupil who writes without a child's pauses, on their own page and their group's in turns. */
export class Scribe {
  readonly #seat: Seat;
  readonly #chance: Chance;
  readonly #ledger: Ledger;
  #done = false;

  constructor(seat: Seat, chance: Chance, ledger: Ledger) {
    this.#seat = seat;
    this.#chance = chance;
    this.#ledger = ledger;
  }

  /** Writes until told to stop. The last page stays open, as on a table. */
  async write(): Promise<void> {
    const { tablet, tasks, pupil } = this.#seat;
    const pages = tasks.flatMap(({ work, pages }) => pages.map((page) => ({ work, page })));
    while (!this.#done) {
      const { work, page } = this.#chance.pick(pages);
      const document = await tablet.open(work, pupil);
      await this.#fill(work, document, new PageWriting(pageOf(document.doc, page), this.#chance));
      await document.flush();
      if (!this.#done) await tablet.close(work);
    }
  }

  stop(): void {
    this.#done = true;
  }

  async #fill(work: string, { doc }: OpenDocument, writing: PageWriting): Promise<void> {
    const { tablet } = this.#seat;
    for (let words = this.#chance.count(WORDS_ON_A_PAGE); words > 0 && !this.#done; words--) {
      const rubsOut = this.#chance.happens(RUBS_OUT);
      const touched = touchedBy(doc, () => (rubsOut ? writing.rubOut() : writing.addWord()));
      const { presence, enrolment } = tablet;
      const by = { device: enrolment.device, writer: presence, stay: presence.stay };
      if (touched) this.#ledger.add({ doc: work, touched, at: performance.now(), ...by });
      await pause(this.#chance.between(WORD_MS));
    }
  }
}
