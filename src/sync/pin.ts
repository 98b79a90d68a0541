import type { SlowHash } from '../classroom/slow-hash.ts';
import type { DeviceStore } from './ports.ts';

const NAME = 'pin';

/** What is kept of the PIN of this device. Written by this app alone, so it is not checked again. */
export async function readPin(device: DeviceStore): Promise<SlowHash | undefined> {
  return (await device.get(NAME)) as SlowHash | undefined;
}

export function keepPin(device: DeviceStore, pin: SlowHash | undefined): Promise<void> {
  return device.put(NAME, pin);
}
