import { keysEn } from './keys.en.ts';
import { keysFr } from './keys.fr.ts';
import type { Room } from './room.ts';

export const keysWords: Room<typeof keysFr> = { fr: keysFr, en: keysEn };
