import type { Room } from './room.ts';
import { pupilEn } from './pupil.en.ts';
import { pupilFr } from './pupil.fr.ts';

export const pupilWords: Room<typeof pupilFr> = { fr: pupilFr, en: pupilEn };
