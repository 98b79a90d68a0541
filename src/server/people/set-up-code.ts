import { createHash, timingSafeEqual } from 'node:crypto';
import { newCode } from '../enrolment.ts';

const hashOf = (code: string): Buffer =>
  createHash('sha256').update(code.toUpperCase().replaceAll(/[\s-]/g, '')).digest();

/**
 * The code with which the first head makes their account. It is made at each start while there is no head, printed where only
 * who set the node up reads it, and kept nowhere.
 */
export class SetUpCode {
  readonly #hash: Buffer;
  /** In groups, to be read and typed. */
  readonly text: string;
  #spent = false;

  constructor() {
    const code = newCode();
    this.#hash = hashOf(code);
    this.text = code.replaceAll(/(.{4})(?=.)/g, '$1-');
  }

  matches(code: string): boolean {
    return timingSafeEqual(hashOf(code), this.#hash) && !this.#spent;
  }

  spend(): void {
    this.#spent = true;
  }
}
