import { demonstrationEn } from './demonstration.en.ts';
import { demonstrationFr } from './demonstration.fr.ts';
import type { Room } from './room.ts';

export const demonstrationWords: Room<typeof demonstrationFr> = { fr: demonstrationFr, en: demonstrationEn };
