import { createServer } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { PROTOCOL_VERSION } from '../../protocol/limits.ts';
import type { Ping } from '../../protocol/messages.ts';
import type { Device } from '../accounts.ts';
import { backupRoutes } from '../backup/backup-routes.ts';
import { Gate } from '../demonstration/gate.ts';
import { onParentMessage, tellParent } from '../demonstration/ipc.ts';
import { Panel } from '../demonstration/panel.ts';
import { buildHttp } from '../http.ts';
import { rosterRoutes } from '../roster/roster-routes.ts';
import type { OfficeSide } from './office-side.ts';
import type { NodeParts } from './parts.ts';
import type { SyncSide } from './sync-side.ts';

interface Sides {
  readonly sync: SyncSide;
  readonly office: OfficeSide;
}

/** The node's HTTP, which does not listen yet. */
export async function openWebSide(parts: NodeParts, sides: Sides): Promise<FastifyInstance> {
  const { config, files, log, door } = parts;
  const { access, station, upstream } = sides.sync;
  const { accounts, desk, devices, live } = sides.office;
  const gate = new Gate();
  const app = await buildHttp({
    accounts,
    desk,
    files,
    mayReadFile: (device, sha256) => access.mayReadFile(devices.principalOf(device), sha256),
    damaged: (sha256) => {
      log.error('a file on this disk is damaged', { sha256 });
      upstream?.fetchAgain(sha256);
    },
    log,
    appDir: config.appDir,
    ping: () => pingOf(parts),
    answer: (device, request) => station.responder.answer(devices.principalOf(device), request),
    office: (routes, deviceOf) => officeRoutes(routes, deviceOf, parts, sides),
    makeServer: door?.makeServer ?? (config.demonstration ? gate.makeServer : createServer),
    more: (more) => config.demonstration && config.role === 'hub' && new Panel(gate, parts.codes).routes(more),
  });
  if (config.demonstration && config.role === 'ent') obeyParent(gate);
  live.attach(app.server);
  return app;
}

/** The routes that adults use, and devices about themselves. */
function officeRoutes(
  app: FastifyInstance,
  deviceOf: (request: FastifyRequest) => Device,
  { config, door }: NodeParts,
  { sync, office }: Sides,
): void {
  const { people, devices, desk, live, backups, rosterDesk, school } = office;
  const { requireAdult } = people;
  people.routes(app);
  const takesHubs = config.role === 'ent';
  devices.routes(app, { requireAdult, desk, deviceOf, live, takesHubs, address: door?.address });
  backupRoutes(app, { requireAdult, backups });
  sync.privacy.routes(app, { requireAdult, school });
  rosterRoutes(app, { desk: rosterDesk, requireAdult });
  door?.routes(app, requireAdult);
}

async function pingOf({ config, store, version }: NodeParts): Promise<Ping> {
  const { epoch } = await store.head();
  const { name, role, demonstration } = config;
  return { node: name, role, epoch, version, protocol: PROTOCOL_VERSION, demonstration };
}

/** The demonstration's panel cuts the uplink at the ENT's end: its process stops answering. */
function obeyParent(gate: Gate): void {
  onParentMessage((message) => {
    if (message.t !== 'gate') return;
    gate.set(message.open);
    tellParent({ t: 'gate-is', open: message.open });
  });
}
