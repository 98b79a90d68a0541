import { officeEn } from './office.en.ts';
import { officeFr } from './office.fr.ts';
import type { Room } from './room.ts';

export const officeWords: Room<typeof officeFr> = { fr: officeFr, en: officeEn };
