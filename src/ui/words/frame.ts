import { frameEn } from './frame.en.ts';
import { frameFr } from './frame.fr.ts';
import type { Room } from './room.ts';

export const frameWords: Room<typeof frameFr> = { fr: frameFr, en: frameEn };
