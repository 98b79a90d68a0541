// Takes the README's pictures anew, in .github/screenshots.
import { join } from 'node:path';
import { bringBuild } from './launch/build.mjs';
import { bringChromium } from './launch/chromium.mjs';
import { MODULES } from './launch/places.mjs';
import { runNode } from './launch/run.mjs';

await bringBuild();
const chromium = await bringChromium();
const playwright = join(MODULES, '@playwright', 'test', 'cli.js');
const { code } = await runNode(
  [playwright, 'test', '--config', '.config/shots.config.ts', ...process.argv.slice(2)],
  chromium === undefined ? {} : { env: { CHROMIUM_PATH: chromium } },
);
process.exitCode = code;
