const KEPT_UNDER = 'cartable.pupil';

/** Kept as long as the tab: `sessionStorage`, or nothing where the browser forbids it. */
export type SessionKeep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Who holds the tablet. A reload gives it back to the same pupil; closing the page does not. */
export class Session {
  readonly #keep: SessionKeep | undefined;
  #pupil: string | undefined = $state();

  constructor(keep: SessionKeep | undefined) {
    this.#keep = keep;
    this.#pupil = keep?.getItem(KEPT_UNDER) ?? undefined;
  }

  /** The pupil's id. */
  get pupil(): string | undefined {
    return this.#pupil;
  }

  begin(pupil: string): void {
    this.#pupil = pupil;
    this.#keep?.setItem(KEPT_UNDER, pupil);
  }

  end(): void {
    this.#pupil = undefined;
    this.#keep?.removeItem(KEPT_UNDER);
  }
}
