import type { Answer, DemonstrationApi, Links } from './api.ts';

/** The two switches, as the hub says they are: a switch moves when the cut is real, not when it is wished. */
export class Switches {
  readonly #api: DemonstrationApi;
  #answer: Answer | undefined = $state.raw();
  #wished: keyof Links | undefined = $state();
  #troubled = $state(false);
  /** Grows with each wish: what was asked before it may tell of a state that is past. */
  #wishes = 0;

  constructor(api: DemonstrationApi) {
    this.#api = api;
  }

  /** Undefined until the hub was asked once. */
  get answer(): Answer | undefined {
    return this.#answer;
  }

  /** Which switch is on its way. */
  get wished(): keyof Links | undefined {
    return this.#wished;
  }

  /** The last wish did not come true. */
  get troubled(): boolean {
    return this.#troubled;
  }

  async read(): Promise<void> {
    const wishes = this.#wishes;
    const answer = await this.#api.read();
    if (wishes === this.#wishes) this.#answer = answer;
  }

  async turn(which: keyof Links): Promise<void> {
    if (this.#wished || this.#answer?.kind !== 'links') return;
    const wish = !this.#answer.links[which];
    this.#wished = which;
    this.#wishes += 1;
    const answer = await this.#api.wish({ [which]: wish });
    this.#wishes += 1;
    this.#wished = undefined;
    this.#troubled = answer.kind !== 'links' || answer.links[which] !== wish;
    if (answer.kind === 'links') this.#answer = answer;
  }
}
