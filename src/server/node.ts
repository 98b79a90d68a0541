import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { tellWhenFilled } from './demonstration/filled.ts';
import { type OfficeSide, openOfficeSide } from './node/office-side.ts';
import type { NodeParts } from './node/parts.ts';
import { openSyncSide, type SyncSide } from './node/sync-side.ts';
import { openWebSide } from './node/web-side.ts';

/** A hub or an ENT that listens. */
export interface RunningNode {
  readonly url: string;
  /** Makes the first head account; undefined where there is one. */
  readonly setUpCode: string | undefined;
  /** Answers what it has begun, tells sockets goodbye, and lets go of everything but the stores. */
  close(): Promise<void>;
}

/** What was begun, a long download say, is cut off after so long at the end; its asker resumes it. */
const GRACE_MS = 2_000;

/** Puts the parts of a node together and lets it listen. Rejects where the address cannot be had. */
export async function startNode(parts: NodeParts): Promise<RunningNode> {
  const { config } = parts;
  const sync = await openSyncSide(parts);
  const office = await openOfficeSide(parts, sync);
  const app = await openWebSide(parts, { sync, office });
  await app.listen({ host: config.host, port: config.port });
  const { upstream, station } = sync;
  upstream?.start();
  if (config.demonstration && upstream) tellWhenFilled({ ...parts, publication: station.publication, upstream });

  return {
    url: `${parts.door ? 'https' : 'http'}://${hostOf(config.host)}:${(app.server.address() as AddressInfo).port}`,
    setUpCode: office.people.setUpCode,
    close: () => closeNode(app, sync, office),
  };
}

/** First what begins work by itself, then what others ask, and last what both stand on. */
async function closeNode(app: FastifyInstance, sync: SyncSide, office: OfficeSide): Promise<void> {
  sync.stopHearing();
  sync.station.publication.stop();
  sync.privacy.stop();
  await office.backups.stop();
  await sync.upstream?.stop();
  await office.live.close();
  const cut = setTimeout(() => app.server.closeAllConnections(), GRACE_MS);
  await app.close();
  clearTimeout(cut);
  await Promise.all(sync.inspectors.map((inspector) => inspector.close()));
}

/** As an address is written in a URL; a node that listens everywhere is reached at localhost. */
function hostOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
