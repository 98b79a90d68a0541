import type { Room } from './room.ts';
import { activityEn } from './activity.en.ts';
import { activityFr } from './activity.fr.ts';

export const activityWords: Room<typeof activityFr> = { fr: activityFr, en: activityEn };
