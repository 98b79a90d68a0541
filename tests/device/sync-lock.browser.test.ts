import { expect, test } from 'vitest';
import { LeaderLock } from '../../src/device/sync-lock.ts';

/** A page of the same origin with a life of its own, as a second tab is. */
function openTab(): { locks: LockManager; close: () => void } {
  const frame = document.body.appendChild(document.createElement('iframe'));
  return { locks: frame.contentWindow!.navigator.locks, close: () => frame.remove() };
}

const leadIn = (locks: LockManager) =>
  new Promise<{ stop: () => void }>((resolve) => {
    const stop = new LeaderLock(locks).whenLeading(() => {
      resolve({ stop: () => stop() });
      return () => {};
    });
  });

test('[S15] a tab that is closed while it leads hands over to the next, with no word of farewell', async () => {
  const [first, second] = [openTab(), openTab()];
  await leadIn(first.locks);
  const next = leadIn(second.locks);
  first.close();
  const { stop } = await next;
  expect((await navigator.locks.query()).held?.length).toBe(1);
  stop();
  second.close();
});
