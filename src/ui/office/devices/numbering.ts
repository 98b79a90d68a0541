import type { DeviceEntry } from '../../../sync/office/devices.ts';

const isHere = ({ state }: DeviceEntry): boolean => state === 'active' || state === 'leaving';

/** The numbers on the tablets that are still there. */
export const numbersOf = (devices: readonly DeviceEntry[]): ReadonlySet<number> =>
  new Set(devices.filter((device) => device.role === 'tablet' && isHere(device)).map(({ number }) => number));

/** The first number after this one that no tablet has. */
export function nextNumber(devices: readonly DeviceEntry[], after = 0): number {
  const taken = numbersOf(devices);
  let number = after + 1;
  while (taken.has(number)) number++;
  return number;
}
