export const LANGUAGES = ['fr', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/**
 * The words of one room of the screens. French is the master; English has each of its keys, by type:
 *
 *     export const joinWords: Room<typeof joinFr> = { fr: joinFr, en: joinEn };
 *
 * A room that loads later imports its own words, so that the first screen does not wait for them.
 */
export type Room<Words> = Readonly<Record<Language, Words>>;
