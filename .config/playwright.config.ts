import { defineConfig } from '@playwright/test';
import { chromiumLaunch } from '../src/commands/launch/chromium.mjs';

/** The journeys start their own hub and ENT (tests/support), so there is no `webServer` here. */
export default defineConfig({
  testDir: '../tests/journeys',
  globalSetup: '../tests/support/journey-school.ts',
  outputDir: '../test-results/journeys',
  // Each journey runs two servers and several browsers, and waits for much: two share two cores well, more only wait for one another.
  workers: 2,
  fullyParallel: false,
  // A journey is two servers and several browsers on a machine that others may use: CI tries it once more, and says so (flaky).
  retries: process.env.CI ? 1 : 0,
  forbidOnly: !!process.env.CI,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: [
    ['list'],
    ...(process.env.COUNTS_FILE ? [['json', { outputFile: process.env.COUNTS_FILE }] as const] : []),
  ],
  use: {
    // What cannot be touched by then never can: the story fails where it stands, not at its own end.
    actionTimeout: 20_000,
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    // Tracing costs a third of a journey's time: where a journey is tried once more, that one is enough.
    trace: process.env.CI ? 'on-first-retry' : 'retain-on-failure',
    launchOptions: chromiumLaunch(),
  },
  projects: [{ name: 'chromium', use: { browserName: 'chromium' } }],
});
