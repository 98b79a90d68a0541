import { once } from 'node:events';
import { statSync } from 'node:fs';
import type { Server } from 'node:http';
import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Log } from '../../base/log.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { TrolleyReport } from '../../protocol/office/trolley.ts';
import { StorageFailure } from '../../sync/ports.ts';
import { serverClock } from '../clock.ts';
import { KeptBackups } from '../backup/kept-backups.ts';
import type { Config } from '../config.ts';
import { type IdentityFault, TrolleyIdentity } from '../trolley/identity.ts';
import { addressOf, announcedName, localAddresses } from '../trolley/names.ts';
import { selfCheck } from '../trolley/self-check.ts';
import { fingerprintGroups } from '../trolley/setup/page.ts';
import { setupServer } from '../trolley/setup/setup-server.ts';
import { tlsServer } from '../trolley/tls-server.ts';
import { trolleyRoutes } from '../trolley/trolley-routes.ts';
import { TrustFolder } from '../trolley/trust-folder.ts';
import { type OpenNode, openNode, prepareDataDir } from './open-node.ts';

export interface TrolleySettings {
  readonly config: Config;
  /** As readTrolleyName gives it. */
  readonly name: string;
  /** Where the setup page is served. */
  readonly httpPort: number;
}

export interface OpenTrolley extends OpenNode {
  readonly identity: TrolleyIdentity;
  /** What it is called, where it is reached, and what its self-check finds now. */
  readonly report: () => Promise<TrolleyReport>;
}

/** Why a trolley cannot open. */
export type TrolleyFault =
  | IdentityFault
  | { readonly fault: 'authority-ended'; readonly ended: number }
  | { readonly fault: 'port-taken' | 'port-forbidden'; readonly port: number }
  | { readonly fault: 'no-address'; readonly host: string }
  | { readonly fault: 'unwritable'; readonly folder: string; readonly why: string };

/** A hub behind its own certificate, with the setup page on plain HTTP beside it. */
export async function openTrolley(settings: TrolleySettings, log: Log): Promise<Result<OpenTrolley, TrolleyFault>> {
  try {
    prepareDataDir(settings.config.dataDir);
    const identity = await openIdentity(settings, log);
    return identity.ok ? ok(await open(settings, identity.value, log)) : identity;
  } catch (error) {
    const fault = faultOf(error, settings.config);
    if (!fault) throw error;
    return err(fault);
  }
}

const addresses = (): string[] => localAddresses(networkInterfaces());

/** Where it listens: on each of the machine's addresses, or on the one that was asked for. */
const reachedAt = (host: string): string[] => (isIPv4(host) && host !== '0.0.0.0' ? [host] : addresses());

async function openIdentity(
  { name, config }: TrolleySettings,
  log: Log,
): Promise<Result<TrolleyIdentity, TrolleyFault>> {
  const folder = new TrustFolder(config.dataDir);
  const identity = await TrolleyIdentity.open({ name, folder, addresses, clock: serverClock, log });
  if (!identity.ok) return identity;
  const ended = Date.parse(identity.value.authority.validTo);
  return ended < serverClock.now() ? err({ fault: 'authority-ended', ended }) : identity;
}

async function open(settings: TrolleySettings, identity: TrolleyIdentity, log: Log): Promise<OpenTrolley> {
  const { config, httpPort } = settings;
  const report = reporter(settings, identity);
  const setup = setupServer({ identity, port: config.port, httpPort, appDir: config.appDir, log });
  await listen(setup, config.host, httpPort);
  try {
    const { node, close } = await openNode(config, log, {
      address: appAddress(identity, config),
      makeServer: tlsServer(identity),
      routes: (app, requireAdult) => trolleyRoutes(app, { requireAdult, report }),
    });
    identity.start();
    return {
      node,
      identity,
      report,
      close: async () => {
        identity.close();
        setup.close();
        setup.closeAllConnections();
        await close();
      },
    };
  } catch (error) {
    setup.close();
    throw error;
  }
}

/** Tells of this trolley from now on; called before its stores are opened, which touches their files. */
function reporter({ config, httpPort }: TrolleySettings, identity: TrolleyIdentity): () => Promise<TrolleyReport> {
  const { dataDir, port } = config;
  const now = serverClock.now;
  const passed = Math.max(writtenAt(PROGRAM), writtenAt(join(dataDir, 'cartable.sqlite')));
  const name = announcedName(identity.name);
  const backups = new KeptBackups(config.backups.folder);
  const lastBackup = async () => (await backups.list())[0]?.at;
  return async () => ({
    name: identity.name,
    app: appAddress(identity, config),
    setup: [name, ...reachedAt(config.host)].map((host) => addressOf('http', host, httpPort)),
    fingerprint: fingerprintGroups(identity.authority),
    now: now(),
    findings: await selfCheck({ identity, dataDir, port, addresses, passed, lastBackup, now }),
  });
}

const appAddress = ({ name }: TrolleyIdentity, { port }: Config): string =>
  addressOf('https', announcedName(name), port);

const PROGRAM = fileURLToPath(new URL('../../../package.json', import.meta.url));

/** When this file was last written, by this machine's clock of then; 0 where it is not there. */
const writtenAt = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

async function listen(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening'); // rejects where the server says 'error' first
}

/** What a person can mend; undefined for our own mistakes. */
function faultOf(error: unknown, { dataDir, host }: Config): TrolleyFault | undefined {
  const { code, syscall, port = 0, path } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') return { fault: 'port-taken', port };
  if (code === 'EACCES' && syscall === 'listen') return { fault: 'port-forbidden', port };
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return { fault: 'no-address', host };
  if (error instanceof StorageFailure) return { fault: 'unwritable', folder: dataDir, why: error.reason };
  if (code !== undefined && path?.startsWith(dataDir)) return { fault: 'unwritable', folder: dataDir, why: code };
  return undefined;
}
