import type { Room } from './room.ts';
import { trolleyEn } from './trolley.en.ts';
import { trolleyFr } from './trolley.fr.ts';

export const trolleyWords: Room<typeof trolleyFr> = { fr: trolleyFr, en: trolleyEn };
