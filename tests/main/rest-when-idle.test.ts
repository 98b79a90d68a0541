import { expect, test } from 'vitest';
import { Cell } from '../../src/base/observable.ts';
import { IDLE_MS, restWhenIdle } from '../../src/main/rest-when-idle.ts';
import { ManualClock } from '../support/manual-clock.ts';

function page() {
  const [visible, clock] = [new Cell(true), new ManualClock()];
  let resting = 0;
  const stop = restWhenIdle({ visible }, clock, () => {
    resting++;
    return () => resting--;
  });
  return { visible, clock, stop, resting: () => resting };
}

test('a page rests when it was out of sight for long, until it is seen again', () => {
  const { visible, clock, resting } = page();
  visible.set(false);
  clock.advance(IDLE_MS - 1);
  expect(resting()).toBe(0);
  clock.advance(1);
  expect(resting()).toBe(1);
  visible.set(true);
  expect(resting()).toBe(0);
});

test('a glance at another window is no rest', () => {
  const { visible, clock, resting } = page();
  visible.set(false);
  visible.set(true);
  clock.advance(IDLE_MS);
  expect(resting()).toBe(0);
});

test('a page that stopped rests no more', () => {
  const { visible, clock, stop, resting } = page();
  visible.set(false);
  clock.advance(IDLE_MS);
  stop();
  expect(resting()).toBe(0);
  expect(clock.timers).toBe(0);
});
