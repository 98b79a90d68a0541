import type { Language } from '../../words/room.ts';

/** "3 mars 2027", for a time of the node's clock: shown only (S6). */
export const dayOf = (at: number, language: Language): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(at);

/** "3 mars 2027 à 14:05". */
export const momentOf = (at: number, language: Language): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(at);

const normal = (name: string): string => name.trim().normalize('NFC').replace(/\s+/g, ' ').toLocaleLowerCase('fr');

/** Whether a name was written by hand as the list has it; capitals and spaces do not matter. */
export const isSameName = (typed: string, name: string): boolean => name !== '' && normal(typed) === normal(name);
