import { expect, test } from 'vitest';
import { readLogind, readPowercfg } from '../../../src/server/trolley/lid.ts';
import { certificateFinding, clockFinding } from '../../../src/server/trolley/self-check.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 23);

const certificate = (from: number, to: number) =>
  ({ certificate: { validFrom: new Date(from).toUTCString(), validTo: new Date(to).toUTCString() } }) as Parameters<
    typeof certificateFinding
  >[0];

test('a clock before a time that has passed is behind', () => {
  expect(clockFinding(NOW, NOW - DAY)).toMatchObject({ state: 'good' });
  expect(clockFinding(NOW, NOW + DAY)).toMatchObject({ state: 'bad', value: NOW + DAY });
});

test('a certificate counts its days, and is bad before its beginning and after its end', () => {
  expect(certificateFinding(certificate(NOW - DAY, NOW + 400 * DAY), NOW)).toMatchObject({ state: 'good', value: 400 });
  expect(certificateFinding(certificate(NOW - DAY, NOW + 12 * DAY), NOW)).toMatchObject({ state: 'attention' });
  expect(certificateFinding(certificate(NOW - 9 * DAY, NOW - DAY), NOW)).toMatchObject({ state: 'bad' });
  expect(certificateFinding(certificate(NOW + DAY, NOW + 400 * DAY), NOW)).toMatchObject({ state: 'bad' });
});

test('logind says what closing the lid does', () => {
  expect(readLogind('s "ignore"\n')).toBe('good');
  expect(readLogind('s "suspend"\n')).toBe('attention');
  expect(readLogind('')).toBe('unknown');
});

test('powercfg says it in numbers, whatever its language', () => {
  const printed = (mains: string, battery: string): string =>
    [
      '    GUID du paramètre d’alimentation : 5ca83367  (Action lors de la fermeture du capot)',
      '      Paramètre possible 000',
      `    Index du paramètre de courant alternatif actuel : ${mains}`,
      `    Index du paramètre de courant continu actuel : ${battery}\r\n`,
    ].join('\r\n');
  expect(readPowercfg(printed('0x00000000', '0x00000000'))).toBe('good');
  expect(readPowercfg(printed('0x00000000', '0x00000001'))).toBe('attention');
  expect(readPowercfg('Accès refusé.')).toBe('unknown');
});
