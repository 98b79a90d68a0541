import { cardEn } from './card.en.ts';
import { cardFr } from './card.fr.ts';
import type { Room } from './room.ts';

export const cardWords: Room<typeof cardFr> = { fr: cardFr, en: cardEn };
