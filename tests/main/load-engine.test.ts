import { expect, test, vi } from 'vitest';
import { Log } from '../../src/base/log.ts';
import { Signal } from '../../src/base/observable.ts';
import { tryUntilLoaded } from '../../src/main/load-engine.ts';
import { ManualClock } from '../support/manual-clock.ts';

test('the engine is fetched again until the hub is back', async () => {
  const [clock, networkHint, log] = [new ManualClock(), new Signal(), new Log(() => 0)];
  const load = vi
    .fn<() => Promise<string>>()
    .mockRejectedValueOnce(new TypeError('Failed to fetch'))
    .mockRejectedValueOnce(new TypeError('Failed to fetch'))
    .mockResolvedValue('engine');
  const loaded = tryUntilLoaded(load, { clock, networkHint, log });
  await vi.waitFor(() => expect(clock.timers).toBe(1));
  clock.advance(3_000);
  await vi.waitFor(() => expect(clock.timers).toBe(1));
  networkHint.emit();
  expect(await loaded).toBe('engine');
  expect(clock.timers).toBe(0);
  expect(log.entries()).toHaveLength(2);
});
