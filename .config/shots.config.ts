import { defineConfig } from '@playwright/test';
import { chromiumLaunch } from '../src/commands/launch/chromium.mjs';
import journeys from './playwright.config.ts';

/** The pictures of the README, taken on the real road: the browser and the servers of the journeys. */
export default defineConfig({
  ...journeys,
  testDir: '../tests/shots',
  testMatch: '*.shots.ts',
  outputDir: '../test-results/shots',
  timeout: 240_000,
  reporter: [['list']],
  use: { ...journeys.use, trace: 'off', launchOptions: chromiumLaunch({ whole: true }) },
});
