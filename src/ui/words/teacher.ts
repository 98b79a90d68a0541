import type { Room } from './room.ts';
import { teacherEn } from './teacher.en.ts';
import { teacherFr } from './teacher.fr.ts';

export const teacherWords: Room<typeof teacherFr> = { fr: teacherFr, en: teacherEn };
