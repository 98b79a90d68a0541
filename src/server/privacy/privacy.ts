import type { DatabaseSync } from 'node:sqlite';
import type { FastifyInstance } from 'fastify';
import type { ProjectionStore } from '../../sync/ports.ts';
import type { DeviceRegister } from '../devices/device-register.ts';
import type { RequireAdult } from '../people/adult.ts';
import { AuditTrail } from './audit-trail.ts';
import { namesNow } from './names-now.ts';
import { privacyRoutes } from './privacy-routes.ts';

export interface PrivacyParts {
  readonly database: DatabaseSync;
  readonly now: () => number;
  readonly projections: ProjectionStore;
}

/** What this node owes the people whose data it holds. */
export class Privacy {
  readonly audit: AuditTrail;
  readonly #parts: PrivacyParts;

  constructor(parts: PrivacyParts) {
    this.#parts = parts;
    this.audit = new AuditTrail(parts.database, parts.now);
    this.audit.tidy();
  }

  routes(
    app: FastifyInstance,
    { requireAdult, register }: { readonly requireAdult: RequireAdult; readonly register: DeviceRegister },
  ): void {
    const { projections } = this.#parts;
    const labels = () =>
      register.list().map(({ id, number, name, account }) => ({ id, label: name || account || `n° ${number}` }));
    privacyRoutes(app, { requireAdult, audit: this.audit, names: () => namesNow(projections, labels()) });
  }
}
