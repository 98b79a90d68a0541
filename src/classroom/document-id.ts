import { err, ok, type Result } from '../base/result.ts';

export const KINDS = ['class', 'lesson', 'assignment', 'work', 'feedback', 'notice'] as const;
export type Kind = (typeof KINDS)[number];

/** `class/<id>`, `lesson/<id>`, `assignment/<id>`, `work/<assignment>/<owner>`, `feedback/<assignment>/<owner>`, `notice/<id>`. */
export type DocumentId = string;

/** What a document id says. `owner` is the pupil or group of a work or a feedback; ids are without their prefix. */
export type DocumentRef =
  | { readonly kind: 'class' | 'lesson' | 'assignment' | 'notice'; readonly id: string }
  | { readonly kind: 'work' | 'feedback'; readonly assignment: string; readonly owner: string };

/** Longest single part of a document id, in characters. */
export const MAX_ID_PART = 64;

const PART = new RegExp(`^[A-Za-z0-9_-]{1,${MAX_ID_PART}}$`);

/** Reads a document id that came from outside. */
export function parseDocumentId(id: string): Result<DocumentRef, 'bad-document-id'> {
  const [kind, first, second, ...rest] = id.split('/');
  if (!KINDS.includes(kind as Kind) || first === undefined || !PART.test(first)) return err('bad-document-id');
  if (kind === 'work' || kind === 'feedback') {
    if (second === undefined || !PART.test(second) || rest.length > 0) return err('bad-document-id');
    return ok({ kind, assignment: first, owner: second });
  }
  if (second !== undefined) return err('bad-document-id');
  return ok({ kind: kind as 'class' | 'lesson' | 'assignment' | 'notice', id: first });
}

export const classDocument = (id: string): DocumentId => `class/${id}`;
export const lessonDocument = (id: string): DocumentId => `lesson/${id}`;
export const assignmentDocument = (id: string): DocumentId => `assignment/${id}`;
/** Follows from the assignment and its owner, so that two tablets that begin a work apart hold the same document. */
export const workDocument = (assignment: string, owner: string): DocumentId => `work/${assignment}/${owner}`;
