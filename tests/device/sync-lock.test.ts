import { expect, test } from 'vitest';
import { LeaderLock, SYNC_LOCK, WebSyncLock } from '../../src/device/sync-lock.ts';

// Node's Web Locks are those of the browser's specification; tabs are played by several holders.
const { locks } = navigator;

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

/** A tab that wants to lead. */
function tab() {
  const led = deferred();
  let ended = false;
  const stop = new LeaderLock(locks).whenLeading(() => {
    led.resolve();
    return () => {
      ended = true;
    };
  });
  return { leads: led.promise, stop, hasEnded: () => ended };
}

test('[S15] one tab leads; the next takes over when it closes', async () => {
  const first = tab();
  await first.leads;
  const second = tab();
  let secondLeads = false;
  void second.leads.then(() => (secondLeads = true));
  const { held, pending } = await locks.query();
  expect([held?.length, pending?.length]).toEqual([1, 1]);
  expect([first.hasEnded(), secondLeads]).toEqual([false, false]);
  first.stop();
  await second.leads;
  expect(first.hasEnded()).toBe(true);
  second.stop();
});

test('[S15] a tab that stops waiting never leads', async () => {
  const [first, second, third] = [tab(), tab(), tab()];
  await first.leads;
  second.stop();
  first.stop();
  await third.leads;
  expect(second.hasEnded()).toBe(false);
  third.stop();
});

test('[S15] the worker syncs only where no tab does', async () => {
  const lock = new WebSyncLock(locks);
  const leader = tab();
  await leader.leads;
  expect(await lock.ifFree(async () => 'synced')).toBeUndefined();
  leader.stop();
  await locks.request(SYNC_LOCK, () => {}); // granted when the leader has let go
  expect(await lock.ifFree(async () => 'synced')).toBe('synced');
});

test('[S15] the lock is free again after a failed exchange', async () => {
  const lock = new WebSyncLock(locks);
  await expect(lock.ifFree(() => Promise.reject(new Error('cut')))).rejects.toThrow('cut');
  expect(await lock.ifFree(async () => 'synced')).toBe('synced');
});
