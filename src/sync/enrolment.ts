import type { Enrolment } from '../protocol/messages.ts';
import type { DeviceStore } from './ports.ts';

const NAME = 'enrolment';

/** What this device is, or undefined until it has joined a trolley. Written by this app alone, so it is not checked again. */
export async function readEnrolment(device: DeviceStore): Promise<Enrolment | undefined> {
  return (await device.get(NAME)) as Enrolment | undefined;
}

export function keepEnrolment(device: DeviceStore, enrolment: Enrolment): Promise<void> {
  return device.put(NAME, enrolment);
}
