import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { chromiumLaunch } from '../../src/commands/launch/chromium.mjs';

let folder: string;
let chromium: string;
const program = (path: string) => writeFile(path, '#!/bin/sh\nexit 0\n', { mode: 0o755 });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cartable-browsers-'));
  chromium = join(folder, 'chromium');
  await program(chromium);
  vi.stubEnv('CHROMIUM_PATH', chromium);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

test('tests run in the headless shell that lies beside the browser, unless they need the whole browser', async () => {
  await program(`${chromium}-headless-shell`);
  expect(chromiumLaunch().executablePath).toBe(`${chromium}-headless-shell`);
  expect(chromiumLaunch({ whole: true }).executablePath).toBe(chromium);
});

test('where there is no such shell, all run in the whole browser', () => {
  expect(chromiumLaunch().executablePath).toBe(chromium);
});
