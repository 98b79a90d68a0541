import { expect, test, vi } from 'vitest';
import { upstreamFiles } from '../../sw/upstream-files.ts';

const SHA = 'a'.repeat(64);
const DEVICE = { device: 'tablet-2', secret: 'made-up' };
const request = new Request(`https://malle.test/files/${SHA}`, { headers: { range: 'bytes=5-8', cookie: 'x=1' } });

test('asks for the same bytes, in the name of this device', async () => {
  const fetch = vi.fn(async (_url: unknown, _init?: RequestInit) => new Response('film', { status: 206 }));
  const response = await upstreamFiles(async () => DEVICE, fetch)(SHA, request);
  expect(response?.status).toBe(206);
  expect(fetch.mock.calls[0]![0]).toBe(`/api/files/${SHA}`);
  expect(Object.fromEntries(new Headers(fetch.mock.calls[0]![1]!.headers))).toEqual({
    authorization: 'Bearer tablet-2.made-up',
    range: 'bytes=5-8',
  });
});

test('a device that has joined no trolley has nobody to ask', async () => {
  const fetch = vi.fn();
  expect(await upstreamFiles(async () => undefined, fetch)(SHA, request)).toBeUndefined();
  expect(fetch).not.toHaveBeenCalled();
});

test('no answer is no file', async () => {
  const fetch = () => Promise.reject(new TypeError('Failed to fetch'));
  expect(await upstreamFiles(async () => DEVICE, fetch)(SHA, request)).toBeUndefined();
});
