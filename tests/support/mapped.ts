import type { Observable } from '../../src/base/observable.ts';

/** Follows `source`, giving what `pick` makes of each value. */
export function mapped<Value, Picked>(source: Observable<Value>, pick: (value: Value) => Picked): Observable<Picked> {
  return { subscribe: (listener) => source.subscribe((value) => listener(pick(value))) };
}
