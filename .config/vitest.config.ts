import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumLaunch } from '../src/commands/launch/chromium.mjs';

const CAMPAIGNS = 'tests/{simulation,torture,fuzz}/**/*.test.ts';
/** Rooms whose tests leave nothing behind in their process: a new one for each file costs more than they do. */
const PURE = 'tests/{bench,classroom,device,protocol,sw,ui}/**/*.test.ts';
const ELSEWHERE = [
  '**/node_modules/**',
  'tests/**/*.browser.test.ts',
  'tests/budget/**',
  'tests/journeys/**',
  CAMPAIGNS,
];
const root = fileURLToPath(new URL('..', import.meta.url));
const define = { __APP_VERSION__: '"test"', __PRECACHE_MANIFEST__: '[]' };

export default defineConfig({
  root,
  define,
  test: {
    projects: [
      {
        root,
        define,
        plugins: [svelte({ configFile: false })],
        test: { name: 'node', include: ['tests/**/*.test.ts'], exclude: [...ELSEWHERE, PURE] },
      },
      {
        root,
        define,
        plugins: [svelte({ configFile: false })],
        test: { name: 'pure', include: [PURE], exclude: ELSEWHERE, isolate: false },
      },
      {
        root,
        define,
        test: { name: 'campaigns', include: [CAMPAIGNS] },
      },
      {
        root,
        test: { name: 'budget', include: ['tests/budget/**/*.test.ts'] },
      },
      {
        root,
        define,
        plugins: [svelte({ configFile: false })],
        test: {
          name: 'browser',
          include: ['tests/**/*.browser.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromiumLaunch() }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
