import type * as Y from 'yjs';
import { type Assignment, readAssignment } from './assignment.ts';
import { readClass, type SchoolClass } from './class-document.ts';
import { type DocumentId, parseDocumentId } from './document-id.ts';
import { type Lesson, readLesson } from './lesson.ts';
import { readWork, type Work } from './work.ts';

/** What the screens and the rights read instead of documents. It can always be thrown away and made again. */
export type Projection =
  | { readonly doc: DocumentId; readonly kind: 'class'; readonly value: SchoolClass }
  | { readonly doc: DocumentId; readonly kind: 'lesson'; readonly value: Lesson }
  | { readonly doc: DocumentId; readonly kind: 'assignment'; readonly value: Assignment }
  | { readonly doc: DocumentId; readonly kind: 'work'; readonly value: Work };

export type ProjectedKind = Projection['kind'];
/** The value a kind projects to: `ProjectionOf<'work'>` is a `Work`. */
export type ProjectionOf<K extends ProjectedKind> = Extract<Projection, { kind: K }>['value'];

/** Pure: the same document gives the same projection; undefined while the document lacks what its kind needs. */
export function project(id: DocumentId, doc: Y.Doc): Projection | undefined {
  const ref = parseDocumentId(id);
  if (!ref.ok) return undefined;
  switch (ref.value.kind) {
    case 'class':
      return wrap(id, 'class', readClass(ref.value.id, doc));
    case 'lesson':
      return wrap(id, 'lesson', readLesson(ref.value.id, doc));
    case 'assignment':
      return wrap(id, 'assignment', readAssignment(ref.value.id, doc));
    case 'work':
      return wrap(id, 'work', readWork(ref.value.assignment, ref.value.owner, doc));
    default:
      return undefined;
  }
}

function wrap<K extends ProjectedKind>(
  doc: DocumentId,
  kind: K,
  value: ProjectionOf<K> | undefined,
): Projection | undefined {
  return value && ({ doc, kind, value } as Projection);
}
