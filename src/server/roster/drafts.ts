import type { Compared } from '../../classroom/roster/compare-roster.ts';

/** How long a file that was read waits for its choices, in milliseconds. */
export const DRAFT_LIFE_MS = 30 * 60_000;
/** Files that wait at one time: names of children are held no longer and no more than needed. */
export const MAX_DRAFTS = 4;

/** A file that was read and compared, waiting for a person's choices. */
export interface Draft {
  readonly id: string;
  readonly account: string;
  readonly at: number;
  readonly compared: Compared;
  /** The state of the school that it was compared with. */
  readonly basis: string;
}

/** In memory alone, so that no name of a file is kept which nobody saves. */
export class Drafts {
  readonly #now: () => number;
  #kept: Draft[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** One for each person; the oldest of all gives way. */
  keep(draft: Draft): void {
    this.#kept = [...this.#alive().filter(({ account }) => account !== draft.account), draft].slice(-MAX_DRAFTS);
  }

  find(id: string, account: string): Draft | undefined {
    this.#kept = this.#alive();
    return this.#kept.find((draft) => draft.id === id && draft.account === account);
  }

  drop(id: string): void {
    this.#kept = this.#alive().filter((draft) => draft.id !== id);
  }

  #alive(): Draft[] {
    return this.#kept.filter(({ at }) => this.#now() - at < DRAFT_LIFE_MS);
  }
}
