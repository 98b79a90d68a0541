import type { Room } from './room.ts';
import { signInEn } from './sign-in.en.ts';
import { signInFr } from './sign-in.fr.ts';

export const signInWords: Room<typeof signInFr> = { fr: signInFr, en: signInEn };
