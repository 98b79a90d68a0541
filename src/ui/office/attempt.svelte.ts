import type { OfficeTrouble } from '../../sync/office/office.ts';
import type { Answer } from '../../sync/office/line.ts';

/** One thing at a time that somebody asks of the node: under way, done, or why not. */
export class Attempt {
  #busy = $state(false);
  #trouble: OfficeTrouble | undefined = $state.raw();

  get busy(): boolean {
    return this.#busy;
  }

  get trouble(): OfficeTrouble | undefined {
    return this.#trouble;
  }

  /** What went wrong before does not matter any more. */
  forget(): void {
    this.#trouble = undefined;
  }

  /** Resolves to the value, or to undefined where it did not work or another attempt is under way. */
  async make<Value>(ask: () => Answer<Value>): Promise<{ readonly value: Value } | undefined> {
    if (this.#busy) return undefined;
    this.#busy = true;
    this.#trouble = undefined;
    const answer = await ask();
    this.#busy = false;
    if (answer.ok) return { value: answer.value };
    this.#trouble = answer.error;
    return undefined;
  }
}
