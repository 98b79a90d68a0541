import { historyEn } from './history.en.ts';
import { historyFr } from './history.fr.ts';
import type { Room } from './room.ts';

export const historyWords: Room<typeof historyFr> = { fr: historyFr, en: historyEn };
