/** Where the teacher is, as the address says it after `/classe`. */
export type Place =
  | { readonly view: 'board'; readonly assignment: string | undefined }
  | { readonly view: 'work'; readonly assignment: string; readonly owner: string }
  | { readonly view: 'pupils' }
  | { readonly view: 'lessons' }
  | { readonly view: 'lesson'; readonly lesson: string };

export function readPlace([word, first, second]: readonly string[]): Place {
  if (word === 'seances') return first === undefined ? { view: 'lessons' } : { view: 'lesson', lesson: first };
  if (word === 'eleves') return { view: 'pupils' };
  if (word !== 'activite' || first === undefined) return { view: 'board', assignment: undefined };
  return second === undefined
    ? { view: 'board', assignment: first }
    : { view: 'work', assignment: first, owner: second };
}

export const BOARD = '/classe';
export const PUPILS = '/classe/eleves';
export const LESSONS = '/classe/seances';
export const boardPath = (assignment: string): string => `/classe/activite/${assignment}`;
export const workPath = (assignment: string, owner: string): string => `/classe/activite/${assignment}/${owner}`;
export const lessonPath = (lesson: string): string => `/classe/seances/${lesson}`;
