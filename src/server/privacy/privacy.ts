import type { DatabaseSync } from 'node:sqlite';
import type { FastifyInstance } from 'fastify';
import type { Log } from '../../base/log.ts';
import type { DocumentId } from '../../classroom/document-id.ts';
import type { ErasureTold } from '../../protocol/messages.ts';
import type { Inspector } from '../../sync/inspector.ts';
import type { Clock, FileStore, LogStore, ProjectionStore } from '../../sync/ports.ts';
import type { Station } from '../../sync/station.ts';
import type { DeviceRegister } from '../devices/device-register.ts';
import type { RequireAdult } from '../people/adult.ts';
import { AuditTrail } from './audit-trail.ts';
import { ErasureBook } from './erasure-book.ts';
import { Erasures } from './erasures.ts';
import { exportRoutes } from './export/export-routes.ts';
import { LEAVERS_KEPT_MS } from './leavers-kept.ts';
import { namesNow } from './names-now.ts';
import { privacyRoutes } from './privacy-routes.ts';
import { nameOf } from './whereabouts.ts';

const DAY_MS = 24 * 60 * 60_000;

export interface PrivacyParts {
  readonly database: DatabaseSync;
  readonly clock: Clock;
  readonly store: LogStore;
  readonly projections: ProjectionStore;
  readonly files: FileStore;
  /** This node's own name. */
  readonly node: string;
  readonly hasUpstream: boolean;
  readonly log: Log;
}

export interface PrivacyNeighbours {
  readonly station: Station;
  readonly inspectors: readonly Inspector[];
  readonly register: DeviceRegister;
}

/** What this node owes the people whose data it holds: who looked, what is erased, and that nobody is kept for ever. */
export class Privacy {
  readonly audit: AuditTrail;
  readonly book: ErasureBook;
  readonly #parts: PrivacyParts;
  #neighbours: PrivacyNeighbours | undefined;
  #erasures: Erasures | undefined;
  #stopTimer: () => void = () => undefined;

  constructor(parts: PrivacyParts) {
    const { database, clock } = parts;
    this.#parts = parts;
    this.audit = new AuditTrail(database, () => clock.now());
    this.book = new ErasureBook(database, () => clock.now());
  }

  /** Call before anybody is answered: what was ordered before is done when this resolves. */
  async start(neighbours: PrivacyNeighbours): Promise<void> {
    const { store, projections, node, hasUpstream, log } = this.#parts;
    const { book } = this;
    this.#neighbours = neighbours;
    this.#erasures = new Erasures({ ...neighbours, book, store, projections, node, hasUpstream, log });
    await this.#erasures.start();
    await this.#daily();
  }

  stop(): void {
    this.#stopTimer();
    this.#erasures?.stop();
  }

  /** How far erasures have come here and below. */
  told(): readonly ErasureTold[] {
    return this.#erasures?.told() ?? [];
  }

  /** These were erased above, before the order itself came down. */
  async left(docs: readonly DocumentId[]): Promise<void> {
    this.#neighbours?.station.documents.forget(docs);
    for (const inspector of this.#neighbours?.inspectors ?? []) inspector.forget(docs);
    try {
      await this.#parts.projections.remove(docs);
    } catch (cause) {
      this.#parts.log.error('what was erased is still listed', { cause: String(cause) }); // the order's own run does it
    }
  }

  routes(
    app: FastifyInstance,
    { requireAdult, school }: { readonly requireAdult: RequireAdult; readonly school: () => string },
  ): void {
    const { projections, files, clock, node, log } = this.#parts;
    const { register, station } = this.#neighbours!;
    const now = () => clock.now();
    exportRoutes(app, { requireAdult, projections, files, documents: station.documents, now, school, log });
    const labels = () => register.list().map((record) => ({ id: record.id, label: nameOf(record) }));
    privacyRoutes(app, {
      requireAdult,
      audit: this.audit,
      book: this.book,
      register,
      erasures: this.#erasures!,
      names: () => namesNow(projections, labels()),
      projections,
      now,
      node,
      school,
    });
  }

  /** Nobody needs to think of it: who left long enough ago goes, and so do old lines of the trail. */
  async #daily(): Promise<void> {
    const { clock, log } = this.#parts;
    this.#stopTimer = clock.after(DAY_MS, () => void this.#daily());
    try {
      this.audit.tidy();
      for (const { pupil, left_at } of this.book.leavers()) {
        if (clock.now() - left_at < LEAVERS_KEPT_MS) continue;
        // Nobody knows the id any more: there is nothing of them but that they left.
        if ((await this.#erasures?.order(pupil, 'left', '')) === undefined) this.book.forgetBeside(pupil);
      }
    } catch (cause) {
      log.error('who left could not be erased today', { cause: String(cause) });
    }
  }
}
