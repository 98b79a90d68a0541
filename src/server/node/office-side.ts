import { Accounts } from '../accounts.ts';
import { Backups } from '../backup/backups.ts';
import { serverClock } from '../clock.ts';
import { seedDemonstrationAdults } from '../demonstration/adults.ts';
import { Devices } from '../devices/devices.ts';
import { EnrolmentDesk } from '../enrolment.ts';
import { deviceOfRequest } from '../http.ts';
import { Live } from '../live.ts';
import { People } from '../people/people.ts';
import { ImportBook } from '../roster/import-book.ts';
import { RosterDesk } from '../roster/roster-desk.ts';
import type { NodeParts } from './parts.ts';
import type { SyncSide } from './sync-side.ts';

/** Who may come in, device or adult, and what the school's office does. */
export interface OfficeSide {
  readonly accounts: Accounts;
  readonly devices: Devices;
  readonly desk: EnrolmentDesk;
  /** The devices' streams; it follows what becomes of their rights. */
  readonly live: Live;
  readonly people: People;
  readonly rosterDesk: RosterDesk;
  readonly backups: Backups;
  /** The school's name. */
  readonly school: () => string;
}

/** When this resolves, erasures that were ordered are done and imports that were cut short are settled: devices may come. */
export async function openOfficeSide(parts: NodeParts, sync: SyncSide): Promise<OfficeSide> {
  const { config, accountsDatabase: database, log } = parts;
  const { station, privacy, inspectors, upstream } = sync;
  const accounts = new Accounts(database);
  const devices = await openDevices(parts, sync, accounts);
  await privacy.start({ station, inspectors, register: devices.register });
  const school = (): string => upstream?.school ?? config.school;
  const desk = new EnrolmentDesk({ database, accounts, now: Date.now, school });
  for (const code of parts.codes) desk.keep(code);
  const live = openLive(parts, sync, { accounts, devices });
  const people = new People({
    database,
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
  const rosterDesk = openRosterDesk(parts, sync);
  await rosterDesk.settle();
  const { dataDir, backups: kept } = config;
  const backups = new Backups({ dataDir, ...kept, version: parts.version, clock: serverClock, log });
  await backups.start();
  return { accounts, devices, desk, live, people, rosterDesk, backups, school };
}

function openDevices(parts: NodeParts, { station }: SyncSide, accounts: Accounts): Promise<Devices> {
  return Devices.open({
    database: parts.accountsDatabase,
    now: Date.now,
    accounts,
    store: parts.store,
    projections: parts.projections,
    publication: station.publication,
    node: parts.config.name,
    log: parts.log,
  });
}

function openLive(
  { log }: NodeParts,
  { station }: SyncSide,
  { accounts, devices }: Pick<OfficeSide, 'accounts' | 'devices'>,
): Live {
  const live = new Live({
    authenticate: (credential) => accounts.authenticate(credential),
    session: (device) => station.responder.session(devices.principalOf(device)),
    cloned: (device) => {
      log.warn('two devices use the same secret at once: a profile was copied', { device });
      try {
        devices.register.cloned(device);
      } catch (cause) {
        // A full disk: the node goes on, and the next meeting of the two is noticed again.
        log.error('a copied profile is not on the list', { device, cause: String(cause) });
      }
    },
    left: (device) => devices.register.contacts.heard(device),
    log,
  });
  devices.follow(live);
  return live;
}

function openRosterDesk(parts: NodeParts, { station }: SyncSide): RosterDesk {
  return new RosterDesk({
    book: new ImportBook(parts.accountsDatabase, Date.now),
    store: parts.store,
    projections: parts.projections,
    station,
    node: parts.config.name,
    hasUpstream: parts.config.upstream !== undefined,
    now: Date.now,
  });
}
