import { CHROMIUM_ARGUMENTS, findChromium } from '../../src/commands/launch/chromium.mjs';

const executablePath = findChromium();

/** How tests that launch a browser themselves launch it: the same one, in the same way, as all the others. */
export const CHROMIUM_LAUNCH = { args: CHROMIUM_ARGUMENTS, ...(executablePath && { executablePath }) };
