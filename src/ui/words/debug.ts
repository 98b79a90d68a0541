import { debugEn } from './debug.en.ts';
import { debugFr } from './debug.fr.ts';
import type { Room } from './room.ts';

export const debugWords: Room<typeof debugFr> = { fr: debugFr, en: debugEn };
