import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeAssignment } from '../../src/classroom/assignment.ts';
import { TestTrolley } from '../support/server.ts';
import { StrangerClient } from '../support/stranger-client.ts';
import { until } from '../support/until.ts';

const FILM = readFileSync(new URL('../../src/server/demonstration/content/tortue-eclosion.webm', import.meta.url));
const SHA256 = createHash('sha256').update(FILM).digest('hex');
const SIZE = FILM.byteLength;

let trolley: TestTrolley;
let tablet: StrangerClient;

beforeAll(async () => {
  trolley = await TestTrolley.start();
  tablet = await StrangerClient.enrol(trolley.hub, trolley.codes.tablets[0]!.code);
  const teacher = await StrangerClient.enrol(trolley.hub, trolley.codes.teacher.code);
  const { account, classes } = trolley.codes.teacher;
  await teacher.write('assignment/film', account, (doc) =>
    writeAssignment(doc, {
      ...{ class: classes[0]!, lesson: 'tortue-verte', audience: { kind: 'class' } },
      ...{ by: account, handedOutAt: 0, closed: false },
    }),
  );
}, 60_000);

afterAll(() => trolley.close());

const get = (headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${trolley.hub}/api/files/${SHA256}`, { method, headers: { authorization: tablet.authorization, ...headers } });

describe('a file at the hub, which fetched it from the ENT', () => {
  test('has a manifest of its 1 MiB chunks', async () => {
    const response = await fetch(`${trolley.hub}/api/files/${SHA256}/manifest`, {
      headers: { authorization: tablet.authorization },
    });
    const chunks = [FILM.subarray(0, 1 << 20), FILM.subarray(1 << 20)].map((part) =>
      createHash('sha256').update(part).digest('hex'),
    );
    expect(await response.json()).toEqual({ sha256: SHA256, bytes: SIZE, chunks });
  });

  test('comes whole without a range', async () => {
    const response = await get();
    expect([response.status, response.headers.get('accept-ranges')]).toEqual([200, 'bytes']);
    expect(Buffer.from(await response.arrayBuffer()).equals(FILM)).toBe(true);
  });

  test.each([
    ['bytes=0-0', 0, 0],
    ['bytes=100-199', 100, 199],
    [`bytes=${(1 << 20) - 5}-${(1 << 20) + 4}`, (1 << 20) - 5, (1 << 20) + 4],
    ['bytes=1048576-', 1 << 20, SIZE - 1],
    ['bytes=-10', SIZE - 10, SIZE - 1],
    [`bytes=${SIZE - 3}-${SIZE + 1000}`, SIZE - 3, SIZE - 1],
  ])('[S18] comes in the range %s', async (range, first, last) => {
    const response = await get({ range });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(`bytes ${first}-${last}/${SIZE}`);
    expect(Buffer.from(await response.arrayBuffer()).equals(FILM.subarray(first, last + 1))).toBe(true);
  });

  test.each([[`bytes=${SIZE}-`], ['bytes=-0']])('says its size where the range %s lies outside', async (range) => {
    const response = await get({ range });
    expect([response.status, response.headers.get('content-range')]).toEqual([416, `bytes */${SIZE}`]);
  });

  test.each([['bytes=5-2'], ['bytes=0-1,5-6'], ['pages=1-2']])('comes whole where the range is %s', async (range) => {
    const response = await get({ range });
    expect(response.status).toBe(200);
    expect((await response.arrayBuffer()).byteLength).toBe(SIZE);
  });

  test('heeds If-Range', async () => {
    expect((await get({ range: 'bytes=0-9', 'if-range': `"${SHA256}"` })).status).toBe(206);
    expect((await get({ range: 'bytes=0-9', 'if-range': '"another"' })).status).toBe(200);
  });

  test('answers HEAD with its size and no body', async () => {
    const response = await get({}, 'HEAD');
    expect([response.status, response.headers.get('content-length')]).toEqual([200, String(SIZE)]);
  });

  test('can never be shown as a page of ours, nor fill the browser’s cache', async () => {
    const { headers } = await get({ range: 'bytes=0-9' });
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

test.each([
  ['0'.repeat(64), 404, 'not-found'],
  ['..%2f..%2fcartable.sqlite', 400, 'bad-message'],
  [SHA256.toUpperCase(), 400, 'bad-message'],
])('a file that is not here is refused: %s', async (name, status, refused) => {
  const response = await fetch(`${trolley.hub}/api/files/${name}`, {
    headers: { authorization: tablet.authorization },
  });
  expect([response.status, await response.json()]).toEqual([status, { v: 1, refused }]);
});

test('[S18] a file that rots on the hub is refused, not given out, and comes whole again from the ENT', async () => {
  const place = join(trolley.dataDir, 'hub', 'files', SHA256.slice(0, 2), SHA256);
  const rotten = Buffer.from(FILM);
  rotten[5] = rotten[5]! ^ 1;
  await writeFile(place, rotten);
  const response = await get();
  expect([response.status, await response.json()]).toEqual([404, { v: 1, refused: 'not-found' }]);
  await until(async () => (await get()).status === 200);
  expect(Buffer.from(await (await get()).arrayBuffer()).equals(FILM)).toBe(true);
});
