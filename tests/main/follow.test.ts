import { setImmediate } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { Log } from '../../src/base/log.ts';
import { Signal } from '../../src/base/observable.ts';
import { Followed } from '../../src/main/follow.ts';
import type { Change } from '../../src/sync/ports.ts';

/** A store with one number, whose readings end when the test says so. */
function followed() {
  const changes = new Signal<Change>();
  const log = new Log(() => 0);
  let stored = 1;
  const readings: (() => void)[] = [];
  const read = vi.fn(
    () =>
      new Promise<number>((resolve, reject) => {
        readings.push(() => (stored < 0 ? reject(new Error('closed')) : resolve(stored)));
      }),
  );
  const number = new Followed({ changes, log }, ({ what }) => what === 'log', read);
  return {
    number,
    read,
    log,
    write(value: number, what: Change['what'] = 'log') {
      stored = value;
      changes.emit({ what, docs: [] });
    },
    /** Ends the readings that are under way, and lets all that follows from it happen. */
    async finish() {
      readings.splice(0).forEach((end) => end());
      await setImmediate();
    },
  };
}

function listen(observable: Followed<number>) {
  const heard: number[] = [];
  return { heard, stop: observable.subscribe((value) => heard.push(value)) };
}

test('tells the present value, then each change that concerns it', async () => {
  const { number, read, write, finish } = followed();
  const { heard } = listen(number);
  await finish();
  write(2);
  await finish();
  write(3, 'files');
  expect(read).toHaveBeenCalledTimes(2);
  expect(heard).toEqual([1, 2]);
});

test('all who listen share one reading, and a late one hears at once', async () => {
  const { number, read, finish } = followed();
  const first = listen(number);
  const second = listen(number);
  await finish();
  const late = listen(number);
  expect([first.heard, second.heard, late.heard]).toEqual([[1], [1], [1]]);
  expect(read).toHaveBeenCalledTimes(1);
});

test('changes that come during a reading share the next, so that the last value is always told', async () => {
  const { number, read, write, finish } = followed();
  const { heard } = listen(number);
  write(2);
  write(3);
  write(4);
  await finish();
  await finish();
  expect(read).toHaveBeenCalledTimes(2);
  expect(heard.at(-1)).toBe(4);
});

test('one who stopped hears nothing, even of a reading under way', async () => {
  const { number, read, write, finish } = followed();
  const { heard, stop } = listen(number);
  stop();
  await finish();
  write(2);
  expect(heard).toEqual([]);
  expect(read).toHaveBeenCalledTimes(1);
});

test('what nobody followed is read again', async () => {
  const { number, write, finish } = followed();
  const first = listen(number);
  await finish();
  first.stop();
  write(2);
  const second = listen(number);
  expect(second.heard).toEqual([]);
  await finish();
  expect(second.heard).toEqual([2]);
});

test('a store that cannot be read is told in the log, and read again at the next change', async () => {
  const { number, log, write, finish } = followed();
  const { heard } = listen(number);
  await finish();
  write(-1);
  await finish();
  expect(log.entries().map(({ message }) => message)).toEqual(['the device could not be read']);
  write(5);
  await finish();
  expect(heard).toEqual([1, 5]);
});
