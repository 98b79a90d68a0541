import type { Cartable, EnrolTrouble } from '../../sync/facade.ts';

export type JoinTrouble = 'empty-code' | EnrolTrouble;

/** Joining the trolley: writing the code, waiting for the answer, or knowing why not. */
export class Joining {
  readonly #cartable: Cartable;
  readonly #done: () => void;
  #busy = $state(false);
  #trouble: JoinTrouble | undefined = $state();

  constructor(cartable: Cartable, done: () => void) {
    this.#cartable = cartable;
    this.#done = done;
  }

  get busy(): boolean {
    return this.#busy;
  }

  get trouble(): JoinTrouble | undefined {
    return this.#trouble;
  }

  async join(code: string): Promise<void> {
    if (this.#busy) return;
    if (code.trim() === '') {
      this.#trouble = 'empty-code';
      return;
    }
    this.#busy = true;
    this.#trouble = undefined;
    const answer = await this.#cartable.enrol(code.trim());
    this.#busy = false;
    if (answer.ok) this.#done();
    else this.#trouble = answer.error;
  }
}
