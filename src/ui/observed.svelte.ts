import { untrack } from 'svelte';
import type { Observable } from '../base/observable.ts';

/**
 * An Observable of the engine as a value that a component reads, made while the component is set up:
 *
 *     const classes = observed(() => cartable.all('class'));
 *     … classes.value ?? []
 *
 * It follows as long as the component lives, and follows another source when what `source` reads changes.
 */
export class Observed<Value> {
  #value: Value | undefined = $state.raw();
  #known = $state(false);

  constructor(source: () => Observable<Value> | undefined) {
    $effect(() => {
      const observable = source();
      return untrack(() => observable?.subscribe((value) => this.#take(value)));
    });
  }

  /** The last value, or undefined until there is one. */
  get value(): Value | undefined {
    return this.#value;
  }

  /** Whether a value has come at all, also where that value is undefined. */
  get known(): boolean {
    return this.#known;
  }

  #take(value: Value): void {
    this.#value = value;
    this.#known = true;
  }
}

export const observed = <Value>(source: () => Observable<Value> | undefined): Observed<Value> => new Observed(source);
