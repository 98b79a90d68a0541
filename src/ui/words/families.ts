import { familiesEn } from './families.en.ts';
import { familiesFr } from './families.fr.ts';
import type { Room } from './room.ts';

export const familiesWords: Room<typeof familiesFr> = { fr: familiesFr, en: familiesEn };
