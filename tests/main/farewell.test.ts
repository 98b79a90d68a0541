import { expect, test, vi } from 'vitest';
import { Log } from '../../src/base/log.ts';
import { farewell } from '../../src/main/farewell.ts';
import { MemoryDeviceStore } from '../../src/storage/memory/memory-device-store.ts';
import { keepEnrolment } from '../../src/sync/enrolment.ts';
import { wasEmptied } from '../../src/ui/join/emptied.ts';
import { keepInMemory } from '../support/keep-in-memory.ts';
import { TABLET } from '../support/sample-classroom.ts';

/** Grants every lock at once. */
const locks = { request: (_name: string, work: () => unknown) => work() } as unknown as LockManager;

async function leaving(joinedAs = TABLET) {
  const device = new MemoryDeviceStore();
  await keepEnrolment(device, joinedAs);
  const keep = keepInMemory();
  keep.setItem('cartable.language', 'en');
  const erase = vi.fn(async () => keep.removeItem('cartable.language'));
  const fetch = vi.fn(async () => new Response());
  const log = new Log(() => 0);
  await farewell({ stores: { device }, enrolment: TABLET, locks, erase, keep, fetch, log });
  return { keep, erase, fetch };
}

test('a device erases itself, remembers only that it did, and tells the node above', async () => {
  const { keep, erase, fetch } = await leaving();
  expect(erase).toHaveBeenCalledOnce();
  expect(keep.getItem('cartable.language')).toBeNull();
  expect(wasEmptied(keep)).toBe(true);
  expect(fetch).toHaveBeenCalledWith('/api/enrol', expect.objectContaining({ method: 'DELETE' }));
});

test('a device that has joined anew meanwhile is left as it is', async () => {
  const { keep, erase, fetch } = await leaving({ ...TABLET, device: 'another' });
  expect(erase).not.toHaveBeenCalled();
  expect(wasEmptied(keep)).toBe(false);
  expect(fetch).not.toHaveBeenCalled();
});

test('a browser that keeps nothing does not hold the farewell up', async () => {
  const device = new MemoryDeviceStore();
  await keepEnrolment(device, TABLET);
  const keep = {
    setItem: () => {
      throw new DOMException('no room', 'QuotaExceededError');
    },
  };
  const fetch = vi.fn(async () => new Response());
  const log = new Log(() => 0);
  await farewell({ stores: { device }, enrolment: TABLET, locks, erase: async () => {}, keep, fetch, log });
  expect(fetch).toHaveBeenCalledOnce();
});
