import type { Finding } from '../../../sync/office/trolley.ts';
import type { trolleyFr } from '../../words/trolley.fr.ts';
import type { Language } from '../../words/room.ts';

const GIGABYTE = 1e9;

/** What was found, and what to do about it. */
export function sayFinding(say: typeof trolleyFr, { check, state, value }: Finding, language: Language): string {
  if (state === 'unknown') return check === 'lid' ? say.lid.unknown : say.unknown;
  const isGood = state === 'good';
  const amount = value ?? 0;
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(amount);
  switch (check) {
    case 'name':
      return say.name[state];
    case 'clock':
      return isGood ? say.clock.good : say.clock.bad(day);
    case 'certificate':
      return say.certificate[isGood ? 'good' : 'bad'](amount);
    case 'disk': {
      const digits = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
      return say.disk[isGood ? 'good' : 'bad'](digits.format(amount / GIGABYTE));
    }
    case 'port':
      return say.port[isGood ? 'good' : 'bad'](amount);
    case 'lid':
      return say.lid[isGood ? 'good' : 'attention'];
    case 'backup':
      return value === null ? say.backup.none : say.backup[isGood ? 'good' : 'old'](day);
  }
}
