import type { Observable } from '../../src/base/observable.ts';

/** An Observable that a test sets. */
export class Cell<Value> implements Observable<Value> {
  readonly #listeners = new Set<(value: Value) => void>();
  #value: Value;

  constructor(value: Value) {
    this.#value = value;
  }

  get value(): Value {
    return this.#value;
  }

  set(value: Value): void {
    this.#value = value;
    for (const listener of [...this.#listeners]) listener(value);
  }

  subscribe(listener: (value: Value) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#value);
    return () => this.#listeners.delete(listener);
  }
}

/** Follows `source`, giving what `pick` makes of each value. */
export function mapped<Value, Picked>(source: Observable<Value>, pick: (value: Value) => Picked): Observable<Picked> {
  return { subscribe: (listener) => source.subscribe((value) => listener(pick(value))) };
}
