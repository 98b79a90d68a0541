import type { Language } from './room.ts';

const STEPS = [
  { unit: 'gigabyte', bytes: 1e9, digits: 1 },
  { unit: 'megabyte', bytes: 1e6, digits: 1 },
  { unit: 'kilobyte', bytes: 1e3, digits: 0 },
  { unit: 'byte', bytes: 1, digits: 0 },
] as const;

/** "1,2 Mo": decimal units, as the boxes of disks and the file lists of tablets count. */
export function size(language: Language, bytes: number): string {
  const step = STEPS.find((one) => bytes >= one.bytes) ?? STEPS[3];
  const format = { style: 'unit', unit: step.unit, unitDisplay: 'short', maximumFractionDigits: step.digits } as const;
  return new Intl.NumberFormat(language, format).format(bytes / step.bytes);
}
