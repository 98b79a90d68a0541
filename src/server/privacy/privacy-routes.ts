import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DUTIES, type Duty } from '../../classroom/duties.ts';
import type { AuditPage } from '../../protocol/office/privacy.ts';
import type { RequireAdult } from '../people/adult.ts';
import { RefusalError } from '../refusals.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { NamesNow } from './names-now.ts';

export interface PrivacyRouteParts {
  readonly requireAdult: RequireAdult;
  readonly audit: AuditTrail;
  /** What ids are called now. */
  readonly names: () => Promise<NamesNow>;
}

type Paged = FastifyRequest<{ Querystring: { before?: string } }>;

/** `/api/privacy/…`: the audit trail, exports, erasures. */
export function privacyRoutes(app: FastifyInstance, { requireAdult, audit, names }: PrivacyRouteParts): void {
  app.get('/api/privacy/audit', async (request: Paged, reply) => {
    requireAdult(request, 'read-audit');
    const { lines, more } = audit.page(readBefore(request.query.before));
    const nameOf = await names();
    const known = lines.flatMap(({ duty, about, ...line }) =>
      isDuty(duty) ? [{ ...line, duty, about: about.map(nameOf) }] : [],
    );
    return answer(reply, { lines: known, more } satisfies AuditPage);
  });
}

function readBefore(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new RefusalError('bad-message');
  return Number(text);
}

const isDuty = (text: string): text is Duty => (DUTIES as readonly string[]).includes(text);

const answer = (reply: FastifyReply, body: object): FastifyReply =>
  reply.header('cache-control', 'no-store').send(body);
