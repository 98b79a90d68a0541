import { lostEdits } from '../../src/commands/classroom/comparison.ts';
import type { Edit } from '../../src/commands/classroom/edit.ts';
import type { Ledger } from '../../src/commands/classroom/ledger.ts';
import type { Tablet } from '../../src/commands/classroom/tablet.ts';
import { documentsOnDisk } from './data-folder.ts';
import type { School } from './school.ts';

/**
 * Holds what tablets showed as ✓✓ against the hub's disk each time that the hub was killed, and what they showed as ✓✓✓
 * against the ENT's. In the end everything comes together again from the tablets, so the end alone would prove little.
 */
export class Proof {
  readonly lost = new Set<Edit>();
  /** Taken from the hub with its whole disk: not missed until they were there again. */
  readonly #takenAway = new Set<Edit>();
  readonly #ledger: Ledger;
  readonly #room: { readonly tablets: readonly Tablet[] };

  constructor(ledger: Ledger, room: { readonly tablets: readonly Tablet[] }) {
    this.#ledger = ledger;
    this.#room = room;
  }

  /** The hub's disk becomes an older one. */
  takeAway(edits: Iterable<Edit>): void {
    for (const edit of edits) this.#takenAway.add(edit);
  }

  /** To be called while the hub is dead. */
  async lookAtHub(school: School): Promise<void> {
    const shown = [...this.#ledger.acknowledged];
    const missing = new Set(lostEdits(shown, await documentsOnDisk(school.dataOf('hub'))));
    for (const edit of this.#takenAway) if (!missing.has(edit)) this.#takenAway.delete(edit);
    for (const edit of missing) if (!this.#takenAway.has(edit)) this.lost.add(edit);
  }

  /** What tablets show as ✓✓✓ now. */
  async shownAtEnt(): Promise<Edit[]> {
    const shown = await Promise.all(this.#room.tablets.map((tablet) => this.#shownBy(tablet)));
    return shown.flat();
  }

  /** To be called while the ENT is dead, with what was shown before. */
  async lookAtEnt(school: School, shown: readonly Edit[]): Promise<void> {
    for (const edit of lostEdits(shown, await documentsOnDisk(school.dataOf('ent')))) this.lost.add(edit);
  }

  async #shownBy({ enrolment, log }: Tablet): Promise<Edit[]> {
    // Taken before the levels are asked for: a document's level speaks of all its rows.
    const own = [...this.#ledger.acknowledged].filter(({ device }) => device === enrolment.device);
    const docs = [...new Set(own.map(({ doc }) => doc))];
    const levels = await log.levels(docs);
    return own.filter(({ doc }) => levels[docs.indexOf(doc)] === 3);
  }
}
