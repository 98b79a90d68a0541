/** A value that changes: `subscribe` calls back with the present value as soon as it is known, then with each new one. */
export interface Observable<Value> {
  subscribe(listener: (value: Value) => void): () => void;
}

/** A set of listeners for one kind of happening. */
export class Signal<Value = void> {
  readonly #listeners = new Set<(value: Value) => void>();

  emit(value: Value): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  /** Calls `listener` for each later happening; returns the way to stop. */
  subscribe(listener: (value: Value) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** A value known from the start; listeners hear it at once and again whenever it becomes another. */
export class Cell<Value> implements Observable<Value> {
  readonly #changed = new Signal<Value>();
  #value: Value;

  constructor(value: Value) {
    this.#value = value;
  }

  get value(): Value {
    return this.#value;
  }

  set(value: Value): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    this.#changed.emit(value);
  }

  subscribe(listener: (value: Value) => void): () => void {
    const stop = this.#changed.subscribe(listener);
    listener(this.#value);
    return stop;
  }
}
