import * as v from 'valibot';
import type * as Y from 'yjs';

/** The map's plain values as one object of this shape, or undefined where it is not: documents come from outside. */
export function readFields<Schema extends v.GenericSchema>(
  map: Y.Map<unknown>,
  schema: Schema,
): v.InferOutput<Schema> | undefined {
  const parsed = v.safeParse(schema, map.toJSON());
  return parsed.success ? parsed.output : undefined;
}

/** Each value of the map that has this shape; the others are left out. */
export function readEntries<Schema extends v.GenericSchema>(
  map: Y.Map<unknown>,
  schema: Schema,
): v.InferOutput<Schema>[] {
  return readItems(Object.values(map.toJSON()), schema);
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
