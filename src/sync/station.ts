import type { Log } from '../base/log.ts';
import type { NodeRole } from '../protocol/messages.ts';
import { Access } from './access.ts';
import { DocumentCache } from './document-cache.ts';
import type { Inspector } from './inspector.ts';
import type { Clock, LogStore, ProjectionStore } from './ports.ts';
import { Projector } from './projector.ts';
import { Publication } from './publication.ts';
import type { QuarantineStore } from './quarantine.ts';
import { type ErasureLedger, Responder } from './responder.ts';

export interface StationParts {
  readonly role: NodeRole;
  readonly log: LogStore;
  readonly projections: ProjectionStore;
  readonly inspector: Inspector;
  readonly quarantine?: QuarantineStore;
  readonly erasures?: ErasureLedger;
  /** By which projections that could not be made are tried again. */
  readonly clock?: Clock;
  readonly journal: Log;
  /** Other rights than those of the permissions table, for a test. */
  readonly access?: Access;
}

/** The upper side of a node, put together over its stores: what answers the nodes below. */
export interface Station {
  readonly responder: Responder;
  readonly publication: Publication;
  readonly projector: Projector;
  readonly documents: DocumentCache;
}

export async function openStation(parts: StationParts): Promise<Station> {
  const { log, projections, clock, journal } = parts;
  const documents = new DocumentCache(log);
  const access = parts.access ?? new Access();
  await access.load(projections, log);
  const projector = new Projector(log, projections, documents);
  const publication = new Publication({ projector, access, knownUpTo: await projections.position(), clock, journal });
  await publication.grown();
  return { responder: new Responder({ ...parts, access, documents, publication }), publication, projector, documents };
}
