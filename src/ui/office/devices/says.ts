import type { DeviceEntry } from '../../../sync/office/devices.ts';
import type { devicesFr } from '../../words/devices.fr.ts';
import type { Language } from '../../words/room.ts';

type Says = typeof devicesFr;

/** "Tablette n° 7 « coque rouge »". */
export function nameOf(say: Says, { role, number, account, name }: Omit<DeviceEntry, 'id'>): string {
  const what = role === 'tablet' ? say.tablet(number) : role === 'teacher' ? say.teacherDevice(account) : say.hub;
  return name === '' ? what : say.called(what, name);
}

const MINUTE_MS = 60_000;
const UNITS = [
  ['day', 24 * 60 * MINUTE_MS],
  ['hour', 60 * MINUTE_MS],
  ['minute', MINUTE_MS],
] as const;

/** "il y a 5 minutes", in the largest unit that fits. */
export function agoOf(say: Says, ms: number, language: Language): string {
  const [unit, length] = UNITS.find(([, one]) => ms >= one) ?? [];
  if (unit === undefined || length === undefined) return say.aMomentAgo;
  return new Intl.RelativeTimeFormat(language).format(-Math.floor(ms / length), unit);
}

/** Whether it is in contact now, or when it was last. */
export function contactOf(
  say: Says,
  { connected, heardAgoMs }: Pick<DeviceEntry, 'connected' | 'heardAgoMs'>,
  language: Language,
): string {
  if (connected) return say.connected;
  return heardAgoMs === null ? say.neverHeard : say.heard(agoOf(say, heardAgoMs, language));
}

/** "14:59". */
export function timeOf(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** As people read it out: "ABCD-EFGH". */
export const spaced = (code: string): string => code.replaceAll(/(.{4})(?=.)/g, '$1-');
