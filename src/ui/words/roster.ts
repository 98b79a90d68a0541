import type { Room } from './room.ts';
import { rosterEn } from './roster.en.ts';
import { rosterFr } from './roster.fr.ts';

export const rosterWords: Room<typeof rosterFr> = { fr: rosterFr, en: rosterEn };
