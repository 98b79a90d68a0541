/** Every place of the page, as its address says it. `rest` belongs to the room that is named. */
export type Route =
  | { readonly room: 'home' }
  | { readonly room: 'join' }
  | { readonly room: 'pupil'; readonly assignment: string | undefined; readonly step: string | undefined }
  | {
      readonly room: 'teacher' | 'school' | 'families' | 'demonstration' | 'debug' | 'held';
      readonly rest: readonly string[];
    }
  | { readonly room: 'unknown' };

const ROOMS = {
  classe: 'teacher',
  ecole: 'school',
  familles: 'families',
  demonstration: 'demonstration',
  debug: 'debug',
  'travaux-gardes': 'held',
} as const;

export function readRoute(path: string): Route {
  const [first, ...rest] = path.split('/').filter((part) => part !== '');
  if (first === undefined) return { room: 'home' };
  if (first === 'rejoindre') return { room: 'join' };
  if (first === 'eleve') return readPupilRoute(rest);
  if (Object.hasOwn(ROOMS, first)) return { room: ROOMS[first as keyof typeof ROOMS], rest };
  return { room: 'unknown' };
}

function readPupilRoute([word, assignment, step]: readonly string[]): Route {
  const known = word === 'activite' && assignment !== undefined;
  return { room: 'pupil', assignment: known ? assignment : undefined, step: known ? step : undefined };
}

export const HOME = '/';
export const JOIN = '/rejoindre';
export const PUPIL = '/eleve';
export const TEACHER = '/classe';
export const SCHOOL = '/ecole';
export const schoolPath = (panel: string): string => `/ecole/${panel}`;
export const FAMILIES = '/familles';
export const HELD = '/travaux-gardes';
export const activityPath = (assignment: string, step?: string): string =>
  step === undefined ? `/eleve/activite/${assignment}` : `/eleve/activite/${assignment}/${step}`;
