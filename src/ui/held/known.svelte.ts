import type { Cartable } from '../../sync/facade.ts';
import { observed } from '../observed.svelte.ts';
import type { Known } from './held-work.ts';

/** What this device knows of the school, to give held works their names. Made while a component is set up. */
export class KnownHere implements Known {
  readonly #classes;
  readonly #assignments;
  readonly #lessons;

  constructor(cartable: Pick<Cartable, 'all'>) {
    this.#classes = observed(() => cartable.all('class'));
    this.#assignments = observed(() => cartable.all('assignment'));
    this.#lessons = observed(() => cartable.all('lesson'));
  }

  get classes() {
    return this.#classes.value ?? [];
  }

  get assignments() {
    return this.#assignments.value ?? [];
  }

  get lessons() {
    return this.#lessons.value ?? [];
  }
}
