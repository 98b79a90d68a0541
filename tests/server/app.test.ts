import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NodeProcess } from '../../src/server/demonstration/node-process.ts';

let folder: string;
let node: NodeProcess;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cartable-app-'));
  const app = join(folder, 'dist');
  mkdirSync(join(app, 'assets'), { recursive: true });
  mkdirSync(join(app, '.vite'));
  writeFileSync(join(app, 'index.html'), '<!doctype html><title>Cartable</title>');
  writeFileSync(join(app, 'sw.js'), 'self;');
  writeFileSync(join(app, 'assets', 'main-12345678.js'), 'export {};');
  writeFileSync(join(app, '.vite', 'manifest.json'), '{}');
  const env = { ROLE: 'hub', PORT: '0', DATA_DIR: join(folder, 'data'), APP_DIR: app };
  node = new NodeProcess({ env });
  url = await node.ready;
}, 30_000);

afterAll(async () => {
  await node.stop();
  await rm(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(url + path, { headers });

describe('the built app', () => {
  test('comes with a policy that lets nothing in from elsewhere', async () => {
    const { headers } = await get('/');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"]),
    );
    expect(policy).not.toMatch(/unsafe|\*/);
    const { host } = new URL(url);
    expect(policy).toContain(`connect-src 'self' ws://${host} wss://${host}`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('geolocation=()');
  });

  test.each([
    ['/', 'no-cache'],
    ['/index.html', 'no-cache'],
    ['/sw.js', 'no-cache'],
    ['/assets/main-12345678.js', 'public, max-age=31536000, immutable'],
  ])('is cached as it should: %s', async (path, rule) => {
    const response = await get(path);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, rule]);
  });

  test.each([['/classe/ce2-a'], ['/rejoindre?x=1'], ['/demonstration']])(
    'shows its one page for the screen %s',
    async (path) => {
      const response = await get(path);
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(await response.text()).toContain('Cartable');
    },
  );

  test.each([
    ['/assets/gone-12345678.js'],
    ['/api'],
    ['/api/nothing'],
    ['/.vite/manifest.json'],
    ['/../data/cartable.sqlite'],
    ['/%2e%2e/data/cartable.sqlite'],
  ])('has nothing at %s', async (path) => {
    const response = await get(path);
    expect([response.status, await response.json()]).toEqual([404, { v: 1, refused: 'not-found' }]);
  });
});

describe('a ping', () => {
  test('says what answers, and is never cached', async () => {
    const response = await get('/api/ping');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      node: 'hub',
      role: 'hub',
      epoch: expect.stringMatching(/^[\w-]{16}$/),
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      protocol: 1,
      demonstration: false,
    });
  });
});

test('a hub that is no demonstration has no panel', async () => {
  expect((await get('/api/demonstration')).status).toBe(404);
});

describe('a node that cannot start says why in one sentence and ends', () => {
  test.each<[string, () => Record<string, string>, RegExp]>([
    [
      'its port is taken',
      () => ({ PORT: new URL(url).port, DATA_DIR: join(folder, 'other') }),
      /^Port \d+ is taken by another program: /,
    ],
    [
      'its data folder cannot be',
      () => ({ DATA_DIR: join(folder, 'dist', 'sw.js', 'data') }),
      /^The data folder .+ cannot be written: ENOTDIR\.$/,
    ],
    ['its settings are wrong', () => ({ PORT: 'eighty' }), /^PORT must be a number from 0 to 65535, not « eighty »\.$/],
    [
      'its codes cannot be read',
      () => ({ CODES_FILE: join(folder, 'none.json') }),
      /^The list of codes .+none\.json cannot be read: ENOENT\.$/,
    ],
  ])('%s', async (_, env, sentence) => {
    const lines: string[] = [];
    const failing = new NodeProcess({
      env: { ROLE: 'hub', PORT: '0', DATA_DIR: join(folder, 'third'), ...env() },
      onLine: (line) => lines.push(line),
    });
    await failing.ended;
    expect(failing.exitCode).toBe(1);
    expect(lines).toEqual([expect.stringMatching(sentence)]);
  });
});
