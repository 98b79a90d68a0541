import { expect, test } from 'vitest';
import { hashPin } from '../../src/classroom/pin.ts';
import type { SlowHash } from '../../src/classroom/slow-hash.ts';
import { StorageFailure } from '../../src/sync/ports.ts';
import { Tries } from '../../src/ui/pupil/tries.ts';
import { LOCK_AFTER_MS, MOST_WRONG_PINS, OwnLock } from '../../src/ui/teacher/lock/own-lock.svelte.ts';
import { keepInMemory } from '../support/keep-in-memory.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** One device with its disk, its tab and what the browser keeps; pages open on it one after another. */
async function device(digits: string | null = '2580') {
  const [tab, browser] = [keepInMemory(), keepInMemory()];
  const disk: { pin: SlowHash | undefined; refuses: boolean } = {
    pin: digits === null ? undefined : await hashPin(digits, 1),
    refuses: false,
  };
  const day = { now: 1_760_000_000_000 };
  const open = (keep = tab) => {
    const clock = new ManualClock();
    const lock = new OwnLock({
      cartable: {
        keepPin: async (pin) => {
          if (disk.refuses) throw new StorageFailure('full');
          disk.pin = pin;
        },
      },
      pin: () => disk.pin,
      tries: new Tries(browser),
      keep,
      now: () => day.now,
      after: (ms, call) => clock.after(ms, call),
      lockOthers: () => {},
      rounds: 1,
    });
    lock.start();
    const seconds = (count: number) => Array.from({ length: count }, () => clock.advance(1000));
    return { lock, seconds };
  };
  return { open, disk, day };
}

/** Sits out each rest; returns how long each was. */
async function guess({ lock, seconds }: ReturnType<Awaited<ReturnType<typeof device>>['open']>, times: number) {
  const rests: number[] = [];
  for (let wrong = 0; wrong < times; wrong += 1) {
    await lock.enter('1111');
    const rest = lock.rest?.secondsLeft ?? 0;
    rests.push(rest);
    seconds(rest);
  }
  return rests;
}

test('where no PIN was chosen nothing is locked; from the first one on it is asked for at each opening', async () => {
  const { open, disk } = await device(null);
  const first = open();
  expect(first.lock.isLocked).toBe(false);
  await first.lock.choose('2580');
  expect(first.lock.isLocked).toBe(false);
  expect(disk.pin).toBeDefined();
  const later = open(keepInMemory());
  expect(later.lock.isLocked).toBe(true);
  await later.lock.enter('2581');
  expect(later.lock.entering).toBe('wrong');
  await later.lock.enter('2580');
  expect(later.lock.isLocked).toBe(false);
});

test('a reload stays open while somebody works, and not after a while without a touch, nor after the clock was set back', async () => {
  const { open, day } = await device();
  await open().lock.enter('2580');
  day.now += LOCK_AFTER_MS - 1;
  expect(open().lock.isLocked).toBe(false);
  open().lock.seen();
  day.now += LOCK_AFTER_MS - 1;
  expect(open().lock.isLocked).toBe(false);
  day.now += 2;
  expect(open().lock.isLocked).toBe(true);
  day.now -= 2 * LOCK_AFTER_MS;
  expect(open().lock.isLocked).toBe(true);
});

test('what is locked stays locked over a reload', async () => {
  const { open } = await device();
  const { lock } = open();
  await lock.enter('2580');
  lock.lock();
  expect(lock.isLocked).toBe(true);
  expect(open().lock.isLocked).toBe(true);
});

test('rests grow with each wrong PIN, a reload is no way round them, and the right one ends them', async () => {
  const { open } = await device();
  expect(await guess(open(), 5)).toEqual([0, 0, 5, 10, 20]);
  const page = open();
  await page.lock.enter('1111');
  const after = open();
  expect(after.lock.entering).toBe('resting');
  expect(after.lock.rest?.secondsLeft).toBe(40);
  await after.lock.enter('2580');
  expect(after.lock.isLocked).toBe(true);
  after.seconds(40);
  expect(after.lock.entering).toBe('ready');
  await after.lock.enter('2580');
  expect(after.lock.isLocked).toBe(false);
  after.lock.lock();
  await after.lock.enter('1111');
  expect(after.lock.entering).toBe('wrong');
});

test('after too many wrong PINs the right one opens no more, also after a reload; the password, or joining anew, does', async () => {
  const { open } = await device();
  const page = open();
  await guess(page, MOST_WRONG_PINS);
  expect(page.lock.entering).toBe('closed');
  await page.lock.enter('2580');
  expect(page.lock.isLocked).toBe(true);
  const after = open();
  expect(after.lock.entering).toBe('closed');
  await after.lock.takeAway();
  expect(after.lock.isLocked).toBe(false);
  await after.lock.choose('2580');
  after.lock.lock();
  await after.lock.enter('2580');
  expect(after.lock.isLocked).toBe(false);
});

test('another PIN, chosen in another tab, locks this one', async () => {
  const { open } = await device();
  const here = open();
  await here.lock.enter('2580');
  const elsewhere = open(keepInMemory());
  await elsewhere.lock.enter('2580');
  await elsewhere.lock.choose('8520');
  expect(elsewhere.lock.isLocked).toBe(false);
  expect(here.lock.isLocked).toBe(true);
});

test('[S1] a disk that refuses keeps the PIN that was', async () => {
  const { open, disk } = await device();
  const { lock } = open();
  await lock.enter('2580');
  disk.refuses = true;
  await expect(lock.choose('8520')).rejects.toThrow(StorageFailure);
  await expect(lock.takeAway()).rejects.toThrow(StorageFailure);
  disk.refuses = false;
  expect(lock.isLocked).toBe(false);
  lock.lock();
  await lock.enter('2580');
  expect(lock.isLocked).toBe(false);
});
