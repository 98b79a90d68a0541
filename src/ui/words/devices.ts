import { devicesEn } from './devices.en.ts';
import { devicesFr } from './devices.fr.ts';
import type { Room } from './room.ts';

export const devicesWords: Room<typeof devicesFr> = { fr: devicesFr, en: devicesEn };
