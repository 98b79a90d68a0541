import { heldEn } from './held.en.ts';
import { heldFr } from './held.fr.ts';
import type { Room } from './room.ts';

export const heldWords: Room<typeof heldFr> = { fr: heldFr, en: heldEn };
