import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { build, type Plugin } from 'vite';

interface PrecacheEntry {
  url: string;
  /** null when the file's own name already changes with its content. */
  revision: string | null;
}

interface Places {
  /** The worker's entry file. */
  entry: string;
  /** The folder of the finished page build, where sw.js joins it. */
  outDir: string;
  define: Record<string, string>;
  target: string[];
}

/** Vite writes its hashed files here; everything else keeps its name when its content changes. */
const HASHED = /^assets\/.+-[\w-]{8}\.\w+$/;

/**
 * What a tablet must hold to start and to open everything off the network: the whole build, lazy chunks too, since a
 * pupil may open the first PDF of the day far from any hub.
 */
export function precacheManifest(outDir: string): PrecacheEntry[] {
  return readdirSync(outDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(outDir.length + 1))
    .map((file) => file.split(sep).join('/'))
    .filter(isNeededOffline)
    .sort()
    .map((file) => ({ url: `/${file}`, revision: HASHED.test(file) ? null : contentHash(join(outDir, file)) }));
}

function isNeededOffline(file: string): boolean {
  const isHidden = file.split('/').some((part) => part.startsWith('.'));
  return !isHidden && !file.endsWith('.map') && file !== 'sw.js';
}

function contentHash(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
}

/**
 * Builds the service worker after the page, as one classic script (module workers are missing in the oldest browsers we
 * serve), with the list of the page's files inside it: a new build is a new sw.js, which is how tablets notice it.
 */
export function serviceWorkerBuild({ entry, outDir, define, target }: Places): Plugin {
  let pageIsWritten = false;
  return {
    name: 'cartable:service-worker',
    apply: 'build',
    writeBundle() {
      pageIsWritten = true;
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        // Also called after a failed build, whose own error is the one to show.
        if (!pageIsWritten) return;
        await build({
          configFile: false,
          publicDir: false,
          logLevel: 'warn',
          define: {
            ...define,
            // Workbox drops its development checks on this.
            'process.env.NODE_ENV': '"production"',
            __PRECACHE_MANIFEST__: JSON.stringify(precacheManifest(outDir)),
          },
          build: {
            outDir,
            emptyOutDir: false,
            target,
            sourcemap: true,
            rolldownOptions: {
              input: { sw: entry },
              output: { format: 'iife', entryFileNames: '[name].js', codeSplitting: false },
            },
          },
        });
      },
    },
  };
}
