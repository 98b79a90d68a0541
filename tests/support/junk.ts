import fc from 'fast-check';
import * as Y from 'yjs';

/** Names that a careless reader would look up on an object. */
export const TRAP_NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', ''];

/** Any value that an update may carry: JSON, bytes, odd numbers, Yjs types within types, a document. */
export const junkValue: fc.Arbitrary<() => unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }).map((value) => () => value),
  fc.double().map((value) => () => value),
  fc.uint8Array({ maxLength: 8 }).map((value) => () => value),
  fc.constantFrom(
    () => new Y.Map([['id', 'x']]),
    () => Y.Array.from([1, 'two', { three: 3 }]),
    () => new Y.Text('text'),
    () => new Y.XmlElement('p'),
    () => new Y.XmlText('text'),
    () => new Y.Doc(),
    () => undefined,
    () => null,
    () => 10n ** 15n,
  ),
);

/** A value near to what belongs somewhere: the right names, now and then with the wrong thing behind them. */
export function nearly(shape: Record<string, unknown>): fc.Arbitrary<() => unknown> {
  const fields = Object.entries(shape).map(([name, right]) =>
    fc
      .oneof({ weight: 6, arbitrary: fc.constant(right) }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) })
      .map((value) => [name, value] as const),
  );
  return fc.tuple(...fields).map((entries) => () => Object.fromEntries(entries));
}
