import { peopleEn } from './people.en.ts';
import { peopleFr } from './people.fr.ts';
import type { Room } from './room.ts';

export const peopleWords: Room<typeof peopleFr> = { fr: peopleFr, en: peopleEn };
