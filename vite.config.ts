import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { compressedBuild } from './.config/compressed-build.ts';
import { serviceWorkerBuild } from './.config/service-worker-build.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const { version } = JSON.parse(readFileSync(here('package.json'), 'utf8')) as { version: string };

const define = { __APP_VERSION__: JSON.stringify(version) };
const outDir = here('dist');

/** Tablets are rarely new: these are the oldest engines we promise to run on. */
const target = ['chrome109', 'safari16.4', 'firefox115'];

export default defineConfig({
  root: here('src'),
  publicDir: here('public'),
  // A visitor who runs `npm run dev` has the hub of `npm start` beside it.
  server: {
    port: 5173,
    proxy: { '/api': { target: 'http://localhost:8080', ws: true } },
  },
  define,
  plugins: [
    svelte({ configFile: false }),
    serviceWorkerBuild({ entry: here('sw/sw.ts'), outDir, define, target }),
    compressedBuild(outDir),
  ],
  build: {
    outDir,
    emptyOutDir: true,
    target,
    sourcemap: true,
    // Read by tests/budget.
    manifest: true,
    // The page is served with `script-src 'self'`: no inline script, no data: address.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // PDF.js is one big lazy chunk by nature; tests/budget watches what a pupil waits for.
    chunkSizeWarningLimit: 1500,
  },
});
