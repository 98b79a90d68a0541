import { execFile } from 'node:child_process';
import type { Finding, FindingState } from '../../protocol/office/trolley.ts';

/** A system that is slow to say it counts as one that does not say it. */
const LIMIT_MS = 3_000;

const LOGIND = ['org.freedesktop.login1', '/org/freedesktop/login1', 'org.freedesktop.login1.Manager'];

/** Whether the laptop goes on when its lid is closed: the commonest way in which a class loses its hub. Best effort. */
export async function lidFinding(platform: NodeJS.Platform = process.platform): Promise<Finding> {
  return { check: 'lid', state: await stateOn(platform), value: null };
}

async function stateOn(platform: NodeJS.Platform): Promise<FindingState> {
  if (platform === 'linux') return readLogind(await say('busctl', ['get-property', ...LOGIND, 'HandleLidSwitch']));
  if (platform !== 'win32') return 'unknown';
  return readPowercfg(await say('powercfg', ['/query', 'SCHEME_CURRENT', 'SUB_BUTTONS', 'LIDACTION']));
}

/** `s "ignore"`, as busctl prints a property. */
export function readLogind(printed: string): FindingState {
  const action = /^s "([a-z-]+)"/.exec(printed)?.[1];
  if (action === undefined) return 'unknown';
  return action === 'ignore' || action === 'lock' ? 'good' : 'attention';
}

/** The last two numbers are what happens on mains and on battery, in any language of Windows; 0 is "nothing". */
export function readPowercfg(printed: string): FindingState {
  const [onMains, onBattery] = (printed.match(/0x[0-9a-f]{8}\s*$/gim) ?? []).slice(-2).map(Number);
  if (onMains === undefined || onBattery === undefined) return 'unknown';
  return onMains === 0 && onBattery === 0 ? 'good' : 'attention';
}

/** What a program of the system prints; nothing where it is not there or refuses. */
function say(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, [...args], { timeout: LIMIT_MS, windowsHide: true }, (error, stdout) =>
      resolve(error ? '' : stdout),
    );
  });
}
