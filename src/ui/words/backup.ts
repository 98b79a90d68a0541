import { backupEn } from './backup.en.ts';
import { backupFr } from './backup.fr.ts';
import type { Room } from './room.ts';

export const backupWords: Room<typeof backupFr> = { fr: backupFr, en: backupEn };
