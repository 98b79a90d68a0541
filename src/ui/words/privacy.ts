import { privacyEn } from './privacy.en.ts';
import { privacyFr } from './privacy.fr.ts';
import type { Room } from './room.ts';

export const privacyWords: Room<typeof privacyFr> = { fr: privacyFr, en: privacyEn };
