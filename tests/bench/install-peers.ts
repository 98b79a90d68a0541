import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runNpm, say } from '../../src/commands/launch/run.mjs';

const PEERS = fileURLToPath(new URL('peers/', import.meta.url));

/** Installs the peers beside their clients, from their own lock file, when they are not there yet. */
export async function installPeers(): Promise<void> {
  if (isInstalled()) return;
  say('Installing the peers to measure beside…');
  const quietly = ['--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts', '--omit=optional'];
  const { code, output } = await runNpm(['ci', '--prefix', PEERS, ...quietly], { quiet: true });
  if (code !== 0)
    throw new Error(`The peers could not be installed: is this machine connected to the Internet?\n${output}`);
}

function isInstalled(): boolean {
  const installed = `${PEERS}node_modules/.package-lock.json`;
  if (!existsSync(installed)) return false;
  const versionsOf = (file: string): Record<string, { version?: string; optional?: boolean }> =>
    (JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, { version?: string; optional?: boolean }> })
      .packages;
  const there = versionsOf(installed);
  return Object.entries(versionsOf(`${PEERS}package-lock.json`)).every(
    ([path, wanted]) => path === '' || wanted.optional || there[path]?.version === wanted.version,
  );
}
