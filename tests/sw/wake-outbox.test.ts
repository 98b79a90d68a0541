import { expect, test } from 'vitest';
import { WAKE_BUDGET_MS, wakeOutbox, type WakeParts } from '../../sw/wake-outbox.ts';
import { type Link, LinkError, type SyncLock } from '../../src/sync/ports.ts';
import type { SyncResponse } from '../../src/protocol/messages.ts';
import { ManualClock } from '../support/manual-clock.ts';

const FREE: SyncLock = { ifFree: (task) => task() };
const TAKEN: SyncLock = { ifFree: async () => undefined };

/** A device with `rows` in its outbox, of which each exchange sends one. */
function device({ rows, ...parts }: { rows: number } & Partial<WakeParts>) {
  const clock = new ManualClock();
  let exchanges = 0;
  const link: Link = {
    async sync() {
      exchanges++;
      clock.advance(1000);
      return {} as SyncResponse;
    },
  };
  const wake = () =>
    wakeOutbox({
      lock: FREE,
      clock,
      log: { pendingCount: async () => ({ rows, bytes: rows * 10 }) },
      link,
      async syncOnce(upstream) {
        while (rows > 0) {
          await upstream.sync({ v: 1, cursor: null, pushes: [], wants: [] });
          rows--;
        }
      },
      ...parts,
    });
  return { wake, exchanges: () => exchanges, left: () => rows };
}

test('[S16] a wake-up empties the outbox', async () => {
  const { wake, left } = device({ rows: 3 });
  await wake();
  expect(left()).toBe(0);
});

test('[S16] a wake-up that could not send asks to be woken again', async () => {
  const syncOnce = () => Promise.reject(new LinkError('unreachable'));
  await expect(device({ rows: 3, syncOnce }).wake()).rejects.toThrow('unreachable');
});

test('[S15][S16] the worker leaves the sending to a page that is open, and asks to be woken again while it has not sent all', async () => {
  const busy = device({ rows: 3, lock: TAKEN });
  await expect(busy.wake()).rejects.toThrow('3 rows');
  expect(busy.exchanges()).toBe(0);
  await expect(device({ rows: 0, lock: TAKEN }).wake()).resolves.toBeUndefined();
});

test('a wake-up lets go of the lock after its time', async () => {
  const { wake, exchanges } = device({ rows: 1000 });
  await expect(wake()).rejects.toThrow('unreachable');
  expect(exchanges()).toBe(WAKE_BUDGET_MS / 1000);
});
