import type { Room } from './room.ts';
import { connectionEn } from './connection.en.ts';
import { connectionFr } from './connection.fr.ts';

export const connectionWords: Room<typeof connectionFr> = { fr: connectionFr, en: connectionEn };
