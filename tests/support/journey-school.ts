import { rm } from 'node:fs/promises';
import { TestTrolley } from './server.ts';

/** Before the first journey: a school that is filled already. Each journey begins with a copy of it, as a trolley begins its day. */
export default async function fillSchool(): Promise<() => Promise<void>> {
  const folder = await TestTrolley.filled();
  process.env.JOURNEY_SCHOOL = folder;
  return () => rm(folder, { recursive: true, force: true });
}
