import { createContext } from 'svelte';
import type { Office } from '../../sync/office/office.ts';
import type { Me } from '../../sync/office/people.ts';
import type { Visit } from './visit.svelte.ts';

/** What Office.svelte gives to every panel below it. */
export const [getOffice, setOffice] = createContext<Office>();
/** The door and the session. */
export const [getVisit, setVisit] = createContext<Visit>();
/** Who is signed in; a panel is only shown to somebody. */
export const [getMe, setMe] = createContext<() => Me['adult']>();
