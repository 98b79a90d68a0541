import * as v from 'valibot';
import type * as Y from 'yjs';

/** Milliseconds since 1970, as far as a Date goes: a screen that formats any other number throws. Shown only (S6). */
export const TimeSchema = v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15));

/**
 * The map's plain values, in the order of their keys: its own order is that in which this replica heard of them.
 * Types nested in it are left out: nobody here writes one, and a stranger's may be deeper than the stack.
 */
export function entriesOf(map: Y.Map<unknown>): [key: string, value: unknown][] {
  return [...map.entries()].filter(([, value]) => isPlain(value)).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What JSON can say: no Yjs type, document or bytes. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return true;
  return Object.getPrototypeOf(value) === Object.prototype;
}

/** The map's plain values as one object of this shape, or undefined where it is not: documents come from outside. */
export function readFields<Schema extends v.GenericSchema>(
  map: Y.Map<unknown>,
  schema: Schema,
): v.InferOutput<Schema> | undefined {
  const parsed = v.safeParse(schema, Object.fromEntries(entriesOf(map)));
  return parsed.success ? parsed.output : undefined;
}

/** Each value of the map that has this shape and stands under its own id, so that no id comes twice. */
export function readEntries<Schema extends v.GenericSchema<unknown, { id: string }>>(
  map: Y.Map<unknown>,
  schema: Schema,
): v.InferOutput<Schema>[] {
  return entriesOf(map).flatMap(([key, value]) => readItems([value], schema).filter((entry) => entry.id === key));
}

/** Each item of the list that has this shape; the others are left out. */
export function readItems<Schema extends v.GenericSchema>(
  items: readonly unknown[],
  schema: Schema,
): v.InferOutput<Schema>[] {
  return items.flatMap((item) => {
    const parsed = v.safeParse(schema, item);
    return parsed.success ? [parsed.output] : [];
  });
}

/** The items whose id none before them has: two nodes that filled a list apart leave each item twice. */
export function firstOfEachId<Item extends { readonly id: string }>(items: readonly Item[]): Item[] {
  const seen = new Set<string>();
  return items.filter(({ id }) => !seen.has(id) && seen.add(id));
}

/** Sets a plain value, unless it is there already: an update that says nothing would still be kept for ever. */
export function setValue(map: Y.Map<unknown>, key: string, value: unknown): void {
  if (!map.has(key) || JSON.stringify(map.get(key)) !== JSON.stringify(value)) map.set(key, value);
}
