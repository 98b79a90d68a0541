import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DatabaseSync } from 'node:sqlite';
import type { FastifyInstance } from 'fastify';
import type { Log } from '../base/log.ts';
import { PROTOCOL_VERSION } from '../protocol/limits.ts';
import type { Ping } from '../protocol/messages.ts';
import { Access } from '../sync/access.ts';
import type { Changes, FileStore, LogStore, ProjectionStore } from '../sync/ports.ts';
import type { Publication } from '../sync/publication.ts';
import { openStation } from '../sync/station.ts';
import { Accounts } from './accounts.ts';
import { backupRoutes } from './backup/backup-routes.ts';
import { Backups } from './backup/backups.ts';
import type { Config } from './config.ts';
import { WorkerInspector } from './decoder/worker-inspector.ts';
import { seedDemonstrationAdults } from './demonstration/adults.ts';
import { tellWhenFilled } from './demonstration/filled.ts';
import { Gate } from './demonstration/gate.ts';
import { onParentMessage, tellParent } from './demonstration/ipc.ts';
import { Panel } from './demonstration/panel.ts';
import { seedDemonstration } from './demonstration/seed.ts';
import { Devices } from './devices/devices.ts';
import { type Code, EnrolmentDesk } from './enrolment.ts';
import { serverClock } from './clock.ts';
import { buildHttp, deviceOfRequest, type HttpParts } from './http.ts';
import { Live } from './live.ts';
import type { RequireAdult } from './people/adult.ts';
import { Adults } from './people/adults.ts';
import { People, type PeopleParts } from './people/people.ts';
import { Privacy } from './privacy/privacy.ts';
import { SqliteQuarantineStore } from './quarantine-store.ts';
import { ImportBook } from './roster/import-book.ts';
import { RosterDesk } from './roster/roster-desk.ts';
import { rosterRoutes } from './roster/roster-routes.ts';
import { Upstream } from './upstream.ts';

export interface NodeParts {
  readonly config: Config;
  /** Of package.json. */
  readonly version: string;
  readonly store: LogStore;
  readonly projections: ProjectionStore;
  readonly files: FileStore;
  /** Where other servers share the log: tells what they wrote. */
  readonly elsewhere: Changes | undefined;
  readonly accountsDatabase: DatabaseSync;
  /** Enrolment codes to accept from now on. */
  readonly codes: readonly Code[];
  /** The school's identity provider, where adults may sign in by it too. */
  readonly provider?: PeopleParts['provider'];
  /** A way in that has a certificate; without it the node speaks plain HTTP. */
  readonly door?: Door | undefined;
  readonly log: Log;
}

/** How a trolley lets its tablets in. */
export interface Door {
  /** Where devices open the app. */
  readonly address: string;
  readonly makeServer: HttpParts['makeServer'];
  readonly routes: (app: FastifyInstance, requireAdult: RequireAdult) => void;
}

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
  const { config, store, projections, files, log } = parts;
  const inspector = new WorkerInspector({ store, log });
  const quarantine = new SqliteQuarantineStore(parts.accountsDatabase, Date.now);
  const adults = new Adults(parts.accountsDatabase);
  const access = new Access((account) => adults.roleOf(account));
  const privacy = new Privacy({
    database: parts.accountsDatabase,
    clock: serverClock,
    store,
    projections,
    files,
    node: config.name,
    hasUpstream: config.upstream !== undefined,
    log,
  });
  const station = await openStation({
    role: config.role,
    log: store,
    projections,
    inspector,
    quarantine,
    erasures: privacy.book,
    journal: log,
    access,
  });
  const { responder, publication, projector } = station;
  const stopHearing = parts.elsewhere && (await hearOthers(parts.elsewhere, inspector, publication));
  if (config.demonstration && config.role === 'ent') {
    await seedDemonstration({ responder, store, files, device: config.name });
  }
  // One inspector for each way in: what one has decoded but not stored yet must not make the other believe that it is there.
  const inspectorAbove = config.upstream && new WorkerInspector({ store, log });
  const upstream =
    config.upstream &&
    inspectorAbove &&
    new Upstream({
      ...parts,
      ...config.upstream,
      inspector: inspectorAbove,
      projector,
      publication,
      erased: () => privacy.told(),
    });
  upstream?.purged.subscribe((docs) => void privacy.left(docs));
  upstream?.received.subscribe((docs) => {
    inspector.refresh(docs);
    void publication.grown();
  });

  const accounts = new Accounts(parts.accountsDatabase);
  const devices = await Devices.open({
    database: parts.accountsDatabase,
    now: Date.now,
    accounts,
    store,
    projections,
    publication,
    node: config.name,
  });
  const inspectors = [inspector, ...(inspectorAbove ? [inspectorAbove] : [])];
  await privacy.start({ station, inspectors, register: devices.register });
  const school = (): string => upstream?.school ?? config.school;
  const desk = new EnrolmentDesk({ database: parts.accountsDatabase, accounts, now: Date.now, school });
  for (const code of parts.codes) desk.keep(code);
  const live = new Live({
    authenticate: (credential) => accounts.authenticate(credential),
    node: async () => ({ epoch: (await store.head()).epoch, role: config.role }),
    session: (device) => responder.session(devices.principalOf(device)),
    cloned: (device) => {
      log.warn('two devices use the same secret at once: a profile was copied', { device });
      devices.register.cloned(device);
    },
    left: (device) => devices.register.contacts.heard(device),
    log,
  });
  devices.follow(live);
  const people = new People({
    database: parts.accountsDatabase,
    now: Date.now,
    school,
    deviceOf: (request) => deviceOfRequest(accounts, request),
    keepAudit: privacy.audit.keep,
    provider: parts.provider,
    log,
  });
  people.adults.changed.subscribe((change) => {
    devices.obey(change).catch((cause: unknown) => log.error('a role changed unheard', { cause: String(cause) }));
  });
  if (config.demonstration) await seedDemonstrationAdults(people);
  const rosterDesk = new RosterDesk({
    book: new ImportBook(parts.accountsDatabase, Date.now),
    store,
    projections,
    station,
    node: config.name,
    hasUpstream: config.upstream !== undefined,
    now: Date.now,
  });
  await rosterDesk.settle();
  const { dataDir, backups: kept } = config;
  const backups = new Backups({ dataDir, ...kept, version: parts.version, clock: serverClock, log });
  await backups.start();
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
    answer: (device, request) => responder.answer(devices.principalOf(device), request),
    office: (office, deviceOf) => {
      people.routes(office);
      devices.routes(office, {
        requireAdult: people.requireAdult,
        desk,
        deviceOf,
        live,
        takesHubs: config.role === 'ent',
        address: parts.door?.address,
      });
      backupRoutes(office, { requireAdult: people.requireAdult, backups });
      privacy.routes(office, { requireAdult: people.requireAdult, school });
      rosterRoutes(office, { desk: rosterDesk, requireAdult: people.requireAdult });
      parts.door?.routes(office, people.requireAdult);
    },
    makeServer: parts.door?.makeServer ?? (config.demonstration ? gate.makeServer : createServer),
    more: (more) => config.demonstration && config.role === 'hub' && new Panel(gate, parts.codes).routes(more),
  });
  if (config.demonstration && config.role === 'ent') obeyParent(gate);
  live.attach(app.server);
  await app.listen({ host: config.host, port: config.port });
  upstream?.start();
  if (config.demonstration && upstream) tellWhenFilled({ ...parts, publication, upstream });

  return {
    url: `${parts.door ? 'https' : 'http'}://${hostOf(config.host)}:${(app.server.address() as AddressInfo).port}`,
    setUpCode: people.setUpCode,
    close: async () => {
      stopHearing?.();
      privacy.stop();
      await backups.stop();
      await upstream?.stop();
      await live.close();
      const cut = setTimeout(() => app.server.closeAllConnections(), GRACE_MS);
      await app.close();
      clearTimeout(cut);
      await Promise.all([inspector.close(), inspectorAbove?.close()]);
    },
  };
}

/** Takes in what other servers of the school write to the same log. Returns the way to stop. */
async function hearOthers(
  elsewhere: Changes,
  inspector: WorkerInspector,
  publication: Publication,
): Promise<() => void> {
  const stop = elsewhere.subscribe(({ what, docs }) => {
    if (what !== 'log') return;
    inspector.forget(docs);
    void publication.grown();
  });
  await publication.grown(); // with what they wrote before we heard
  return stop;
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

/** As an address is written in a URL; a node that listens everywhere is reached at localhost. */
function hostOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
