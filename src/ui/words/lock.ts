import { lockEn } from './lock.en.ts';
import { lockFr } from './lock.fr.ts';
import type { Room } from './room.ts';

export const lockWords: Room<typeof lockFr> = { fr: lockFr, en: lockEn };
