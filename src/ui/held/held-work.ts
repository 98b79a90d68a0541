import type { Assignment } from '../../classroom/assignment.ts';
import type { SchoolClass } from '../../classroom/class-document.ts';
import { type DocumentId, parseDocumentId } from '../../classroom/document-id.ts';
import type { Lesson } from '../../classroom/lesson.ts';
import type { HeldBelow } from '../../sync/facade.ts';
import type { HeldRow } from '../../sync/ports.ts';
import { shortNames } from '../faces.ts';

/** Why a work is kept aside, as far as a person can do something about it: it was refused, or a disk damaged a piece of it. */
export type Why = 'author' | 'copy' | 'size' | 'unreadable' | 'gone' | 'damaged' | 'other';

const WHY: Readonly<Record<string, Why>> = {
  'no-right': 'author',
  'client-id-taken': 'copy',
  'not-this-device': 'copy',
  'too-big': 'size',
  'too-many-structs': 'size',
  'too-many-clients': 'size',
  'too-slow': 'size',
  'not-an-update': 'unreadable',
  'bad-document-id': 'unreadable',
  gone: 'gone',
  damaged: 'damaged',
  'damaged-copy': 'damaged',
};

/** Where it lies meanwhile: here, on a numbered tablet, in the trolley or on some other device. */
export type Place =
  { readonly at: 'here' | 'trolley' | 'elsewhere' } | { readonly at: 'tablet'; readonly number: number };

/** What one person wrote in one document and could not be sent (S9). */
export interface HeldWork {
  readonly key: string;
  /** Short name of who wrote it; undefined where no class here knows them. */
  readonly who: string | undefined;
  /** Title of the lesson that it belongs to, as far as that is known here. */
  readonly title: string | undefined;
  readonly why: Why;
  readonly place: Place;
  /** When the trolley heard of it: shown only (S6). */
  readonly since: number | undefined;
}

export interface Known {
  readonly classes: readonly SchoolClass[];
  readonly assignments: readonly Assignment[];
  readonly lessons: readonly Lesson[];
}

type Entry = Pick<HeldBelow, 'doc' | 'author' | 'why' | 'since'> & { readonly place: Place; readonly device: string };

/** What this device holds itself. */
export const heldHere = (rows: readonly HeldRow[]): Entry[] =>
  rows.map(({ row: { doc, author }, reason: why }) => ({ doc, author, why, place: { at: 'here' }, device: '' }));

/** What others hold, as the trolley told. */
export const heldElsewhere = (held: readonly HeldBelow[]): Entry[] =>
  held.map((one) => ({ ...one, place: placeOf(one) }));

function placeOf({ device, number }: HeldBelow): Place {
  if (device === '') return { at: 'trolley' };
  return number > 0 ? { at: 'tablet', number } : { at: 'elsewhere' };
}

/** One entry per work, person and place, in the order in which they were told; the first reason stands for all. */
export function heldWorks(entries: readonly Entry[], known: Known): HeldWork[] {
  const names = new Map(known.classes.flatMap(({ pupils }) => [...shortNames(pupils)]));
  const works = new Map<string, HeldWork>();
  for (const { doc, author, why, place, device, since } of entries) {
    const key = [place.at, device, author, doc].join(' ');
    if (works.has(key)) continue;
    const title = titleOf(doc, known);
    works.set(key, { key, who: names.get(author), title, why: WHY[why] ?? 'other', place, since });
  }
  return [...works.values()];
}

function titleOf(doc: DocumentId, { assignments, lessons }: Known): string | undefined {
  const ref = parseDocumentId(doc);
  if (!ref.ok) return undefined;
  const { value } = ref;
  const given = value.kind === 'assignment' ? value.id : 'assignment' in value ? value.assignment : undefined;
  const lesson = value.kind === 'lesson' ? value.id : assignments.find(({ id }) => id === given)?.lesson;
  return lessons.find(({ id }) => id === lesson)?.title;
}
