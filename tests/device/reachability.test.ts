import { expect, test, vi } from 'vitest';
import { Reachability } from '../../src/device/reachability.ts';
import { PING_TIMEOUT_MS } from '../../src/protocol/limits.ts';
import { ManualClock } from '../support/manual-clock.ts';

const PING = { node: 'malle-1', role: 'hub', epoch: 'e1', version: '0.1.0', protocol: 1 };
const hub = () => Promise.resolve(Response.json(PING));

/** A server that never answers, until the asker gives up. */
const silence = (_: unknown, init?: RequestInit) =>
  new Promise<Response>((_, reject) => init?.signal?.addEventListener('abort', () => reject(new Error('aborted'))));

function reach(fetch: typeof globalThis.fetch) {
  const clock = new ManualClock();
  return { clock, reachability: new Reachability({ fetch, clock }) };
}

test('[S17] reachable means that the hub answered', async () => {
  const fetch = vi.fn(hub);
  const { reachability, clock } = reach(fetch);
  expect(await reachability.ask()).toMatchObject({ node: 'malle-1', role: 'hub' });
  expect(fetch).toHaveBeenCalledWith('/api/ping', expect.objectContaining({ cache: 'no-store' }));
  expect(clock.timers).toBe(0);
});

test('[S17] a hub that stays silent is not reachable, and no one waits longer than the time-out', async () => {
  const { reachability, clock } = reach(silence);
  const answer = reachability.ask();
  clock.advance(PING_TIMEOUT_MS - 1);
  expect(clock.timers).toBe(1);
  clock.advance(1);
  expect(await answer).toBeUndefined();
});

test.each<[string, () => Promise<Response>]>([
  ['refuses the connection', () => Promise.reject(new TypeError('Failed to fetch'))],
  ['is broken', () => Promise.resolve(new Response('no', { status: 500 }))],
  ['is a hotel that asks for a room number', () => Promise.resolve(new Response('<html>Bienvenue</html>'))],
  ['speaks of other things', () => Promise.resolve(Response.json({ role: 'printer' }))],
])('[S17] not reachable when what answers %s', async (_, fetch) => {
  expect(await reach(fetch).reachability.ask()).toBeUndefined();
});

test('those who ask at once share one ping', async () => {
  const fetch = vi.fn(hub);
  const { reachability } = reach(fetch);
  await Promise.all([reachability.ask(), reachability.ask()]);
  expect(fetch).toHaveBeenCalledTimes(1);
  await reachability.ask();
  expect(fetch).toHaveBeenCalledTimes(2);
});
