import * as v from 'valibot';
import type * as Y from 'yjs';
import { TimeSchema } from './fields.ts';

const HandInSchema = v.object({
  handedIn: v.boolean(),
  /** The pupil who pressed the button. */
  by: v.pipe(v.string(), v.maxLength(64)),
  /** Milliseconds by that tablet's clock: shown only (S6). */
  at: TimeSchema,
});
export type HandIn = v.InferOutput<typeof HandInSchema>;

/** Je rends mon travail: marks the work as handed in. The text stays; taking it back is another edit. */
export function handIn(doc: Y.Doc, by: string, at: number): void {
  doc.getMap('work').set('handIn', { handedIn: true, by, at } satisfies HandIn);
}

/** Je reprends mon travail: the pupil wants to go on. */
export function takeBack(doc: Y.Doc, by: string, at: number): void {
  doc.getMap('work').set('handIn', { handedIn: false, by, at } satisfies HandIn);
}

/** One value, so that two who press at once never leave a mixture. */
export function readHandIn(doc: Y.Doc): HandIn | undefined {
  const value = doc.getMap('work').get('handIn');
  if (value === undefined) return undefined; // most works: no report is made that nobody reads
  const parsed = v.safeParse(HandInSchema, value);
  return parsed.success ? parsed.output : undefined;
}
