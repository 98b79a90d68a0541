import { afterEach, expect, test } from 'vitest';
import { Cell } from '../../src/base/observable.ts';
import { UpdateGate } from '../../src/device/update-gate.ts';
import { WorkLock } from '../../src/device/work-lock.ts';

const work = new WorkLock(navigator.locks);
const opened: UpdateGate[] = [];
afterEach(async () => {
  opened.splice(0).forEach((gate) => gate.stop());
  await settled();
});

/** A tab of the device, as the gate sees it. */
function tab() {
  const waiting = new Cell(false);
  const toSync = new Cell({ rows: 0 });
  let activations = 0;
  const gate = new UpdateGate({ waiting, toSync, work, activate: () => activations++ });
  opened.push(gate);
  return { gate, waiting, toSync, activations: () => activations };
}

/** All lock requests made so far were answered. */
async function settled(): Promise<void> {
  for (let round = 0; round < 5; round++) await navigator.locks.query();
}

test('an update takes over on a neutral screen with a flushed outbox, once', async () => {
  const { gate, waiting, activations } = tab();
  waiting.set(true);
  gate.rest();
  await settled();
  expect(activations()).toBe(1);
  gate.rest();
  await settled();
  expect(activations()).toBe(1);
});

test('never while someone works', async () => {
  const { gate, waiting, activations } = tab();
  waiting.set(true);
  await settled();
  expect(activations()).toBe(0);
  gate.rest();
  await settled();
  expect(activations()).toBe(1);
});

test('never while the upstream lacks something', async () => {
  const { gate, waiting, toSync, activations } = tab();
  toSync.set({ rows: 1 });
  waiting.set(true);
  gate.rest();
  await settled();
  expect(activations()).toBe(0);
  toSync.set({ rows: 0 });
  await settled();
  expect(activations()).toBe(1);
});

test('not when someone sat down before it came', async () => {
  const { gate, waiting, activations } = tab();
  const workAgain = gate.rest();
  workAgain();
  workAgain();
  waiting.set(true);
  await settled();
  expect(activations()).toBe(0);
  gate.rest();
  await settled();
  expect(activations()).toBe(1);
});

test('not while another tab of the device is at work', async () => {
  const [board, projector] = [tab(), tab()];
  board.waiting.set(true);
  projector.waiting.set(true);
  board.gate.rest();
  await settled();
  expect(board.activations()).toBe(0);
  projector.gate.rest();
  await settled();
  expect(board.activations() + projector.activations()).toBe(1);
});
