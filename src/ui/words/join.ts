import { joinEn } from './join.en.ts';
import { joinFr } from './join.fr.ts';
import type { Room } from './room.ts';

export const joinWords: Room<typeof joinFr> = { fr: joinFr, en: joinEn };
