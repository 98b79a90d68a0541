import { expect, test } from 'vitest';
import { MemoryLogStore } from '../../../src/storage/memory/memory-log-store.ts';
import type { DraftRow } from '../../../src/sync/ports.ts';

const row = (value: number): DraftRow => {
  return {
    doc: 'work/turtle/ana',
    update: new Uint8Array([value]),
    author: 'ana',
    device: 't1',
    authors: [[value, 'ana', 't1']],
  };
};

/** Counts up: the same bytes in the same order, each time. */
function countingBytes() {
  let next = 0;
  return (count: number) => Uint8Array.from({ length: count }, () => next++ % 256);
}

test('the same random bytes and the same calls give the same log', async () => {
  const images = [countingBytes(), countingBytes()].map(async (random) => {
    const log = new MemoryLogStore({ random });
    await Promise.all([log.append([row(1)]), log.append([row(2), row(3)])]);
    return log.image();
  });
  const [first, second] = await Promise.all(images);
  expect(first).toEqual(second);
});

test('a call does its work in the turn in which it is made', () => {
  const log = new MemoryLogStore();
  void log.append([row(1)]);
  expect(log.image().entries).toHaveLength(1);
});

test('[S4] a log started from an old image shares its past, not its future', async () => {
  const log = new MemoryLogStore();
  const past = await log.append([row(1)]);
  const image = log.image();
  const lost = await log.append([row(2)]);
  const restored = new MemoryLogStore({ image });
  const other = await restored.append([row(3)]);
  expect(other).toMatchObject({ epoch: lost.epoch, seq: lost.seq });
  expect(await restored.bears(past)).toBe(true);
  expect(await restored.bears(lost)).toBe(false);
  expect((await new MemoryLogStore({ image }).head()).seq).toBe(1);
});
