import { Access } from '../../sync/access.ts';
import type { Changes } from '../../sync/ports.ts';
import { openStation, type Station } from '../../sync/station.ts';
import { serverClock } from '../clock.ts';
import { WorkerInspector } from '../decoder/worker-inspector.ts';
import { seedDemonstration } from '../demonstration/seed.ts';
import { Adults } from '../people/adults.ts';
import { Privacy } from '../privacy/privacy.ts';
import { SqliteQuarantineStore } from '../quarantine-store.ts';
import { Upstream } from '../upstream.ts';
import type { NodeParts } from './parts.ts';

/** What answers the nodes below, and the bond with the node above where there is one. */
export interface SyncSide {
  readonly station: Station;
  readonly access: Access;
  /** Not started: it needs to know the devices first. */
  readonly privacy: Privacy;
  /** Not started: this node listens first. */
  readonly upstream: Upstream | undefined;
  /** One for each way in. */
  readonly inspectors: readonly WorkerInspector[];
  /** Takes nothing more in from other servers of the same log. */
  readonly stopHearing: () => void;
}

export async function openSyncSide(parts: NodeParts): Promise<SyncSide> {
  const { config, store, projections, files, log, accountsDatabase } = parts;
  const inspector = new WorkerInspector({ store, log });
  const quarantine = new SqliteQuarantineStore(accountsDatabase, Date.now);
  const adults = new Adults(accountsDatabase);
  const access = new Access((account) => adults.roleOf(account));
  const privacy = openPrivacy(parts);
  const station = await openStation({
    role: config.role,
    log: store,
    projections,
    inspector,
    quarantine,
    erasures: privacy.book,
    clock: serverClock,
    journal: log,
    access,
  });
  const { responder } = station;
  const stopHearing = parts.elsewhere ? await hearOthers(parts.elsewhere, inspector, station) : (): void => undefined;
  if (config.demonstration && config.role === 'ent') {
    await seedDemonstration({ responder, store, files, device: config.name });
  }
  const above = config.upstream && bindAbove(parts, config.upstream, { station, privacy, inspector });
  const inspectors = [inspector, ...(above ? [above.inspector] : [])];
  return { station, access, privacy, upstream: above?.upstream, inspectors, stopHearing };
}

function openPrivacy({ accountsDatabase, store, projections, files, config, log }: NodeParts): Privacy {
  return new Privacy({
    database: accountsDatabase,
    clock: serverClock,
    store,
    projections,
    files,
    node: config.name,
    hasUpstream: config.upstream !== undefined,
    log,
  });
}

interface Below {
  readonly station: Station;
  readonly privacy: Privacy;
  /** The one of the way in from below. */
  readonly inspector: WorkerInspector;
}

/** The way up, not started, with what the rest of the node learns from it. */
function bindAbove(
  parts: NodeParts,
  settings: NonNullable<NodeParts['config']['upstream']>,
  { station, privacy, inspector }: Below,
): { readonly upstream: Upstream; readonly inspector: WorkerInspector } {
  const { projector, publication } = station;
  // One inspector for each way in: what one has decoded but not stored yet must not make the other believe that it is there.
  const own = new WorkerInspector({ store: parts.store, log: parts.log });
  const erased = (): ReturnType<Privacy['told']> => privacy.told();
  const upstream = new Upstream({ ...parts, ...settings, inspector: own, projector, publication, erased });
  upstream.purged.subscribe((docs) => void privacy.left(docs));
  upstream.received.subscribe((docs) => {
    inspector.refresh(docs);
    void publication.grown();
  });
  return { upstream, inspector: own };
}

/**
 * Takes in what other servers of the school write to the same log. New rows are read on from where this server was, since a class
 * at work brings many; where rows may say less than they did, or something was missed, all is read again. Returns the way to stop.
 */
export async function hearOthers(
  elsewhere: Changes,
  inspector: Pick<WorkerInspector, 'refresh' | 'forgetAll'>,
  { documents, publication }: Pick<Station, 'documents' | 'publication'>,
): Promise<() => void> {
  const stop = elsewhere.subscribe(({ what, docs }) => {
    if (what !== 'log') return;
    if (docs.length === 0) {
      documents.forgetAll();
      inspector.forgetAll();
    } else {
      inspector.refresh(docs);
    }
    void publication.grown();
  });
  await publication.grown(); // with what they wrote before we heard
  return stop;
}
