import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DUTIES, type Duty } from '../../classroom/duties.ts';
import {
  type AuditPage,
  type Certificate,
  type ErasureEntry,
  type ErasureList,
  ErasureWishSchema,
} from '../../protocol/office/privacy.ts';
import type { ProjectionStore } from '../../sync/ports.ts';
import type { DeviceRegister } from '../devices/device-register.ts';
import { readJson } from '../http.ts';
import type { RequireAdult } from '../people/adult.ts';
import { RefusalError } from '../refusals.ts';
import type { AuditTrail } from './audit-trail.ts';
import { certificatePage } from './certificate.ts';
import type { ErasureBook, KeptErasure } from './erasure-book.ts';
import type { Erasures } from './erasures.ts';
import type { NamesNow } from './names-now.ts';
import { LEAVERS_KEPT_MS } from './leavers-kept.ts';
import { type Whereabouts, whereaboutsOf } from './whereabouts.ts';

export interface PrivacyRouteParts {
  readonly requireAdult: RequireAdult;
  readonly audit: AuditTrail;
  readonly book: ErasureBook;
  readonly erasures: Erasures;
  readonly register: DeviceRegister;
  readonly projections: ProjectionStore;
  /** What ids are called now. */
  readonly names: () => Promise<NamesNow>;
  readonly now: () => number;
  readonly node: string;
  readonly school: () => string;
}

type Paged = FastifyRequest<{ Querystring: { before?: string } }>;
type OfErasure = FastifyRequest<{ Params: { id: string } }>;

/** `/api/privacy/…`: the audit trail, erasures and their certificates. */
export function privacyRoutes(app: FastifyInstance, parts: PrivacyRouteParts): void {
  const { requireAdult, audit, names } = parts;
  app.get('/api/privacy/audit', async (request: Paged, reply) => {
    requireAdult(request, 'read-audit');
    const { lines, more } = audit.page(readBefore(request.query.before));
    const nameOf = await names();
    const known = lines.flatMap(({ duty, about, ...line }) =>
      isDuty(duty) ? [{ ...line, duty, about: about.map(nameOf) }] : [],
    );
    return answer(reply, { lines: known, more } satisfies AuditPage);
  });
  erasureRoutes(app, parts);
}

function erasureRoutes(app: FastifyInstance, parts: PrivacyRouteParts): void {
  const { requireAdult, book } = parts;
  app.get('/api/privacy/erasures', async (request, reply) => {
    requireAdult(request, 'erase-pupils');
    return answer(reply, await listOf(parts));
  });
  app.post('/api/privacy/erasures', async (request, reply) => {
    requireAdult(request, 'erase-pupils');
    const { pupil, confirm } = await readJson(request, ErasureWishSchema);
    const { account } = requireAdult(request, 'erase-pupils', [pupil]);
    if (normal(confirm) !== normal((await parts.names())(pupil))) throw new RefusalError('bad-message');
    const id = await parts.erasures.order(pupil, 'asked', account);
    if (id === undefined) throw new RefusalError('not-found');
    return answer(reply, { id });
  });
  const certificateFor = async (request: OfErasure): Promise<Certificate> => {
    requireAdult(request, 'erase-pupils');
    const erasure = book.find(request.params.id);
    if (!erasure) throw new RefusalError('not-found');
    return certificateOf(parts, erasure);
  };
  app.get('/api/privacy/erasures/:id', async (request: OfErasure, reply) =>
    answer(reply, await certificateFor(request)),
  );
  app.get('/api/privacy/erasures/:id/certificate', async (request: OfErasure, reply) =>
    reply
      .header('cache-control', 'no-store')
      .header('content-disposition', 'attachment; filename="certificat-effacement.html"')
      .type('text/html; charset=utf-8')
      .send(certificatePage(await certificateFor(request))),
  );
}

async function listOf(parts: PrivacyRouteParts): Promise<ErasureList> {
  const { book, names } = parts;
  const nameOf = await names();
  return {
    erasures: await Promise.all(book.all().map((one) => entryOf(parts, one, nameOf))),
    leavers: book.leavers().map(({ pupil, class: classId, left_at }) => ({
      pupil: nameOf(pupil),
      className: nameOf(classId),
      leftAt: left_at,
      eraseAt: left_at + LEAVERS_KEPT_MS,
    })),
  };
}

async function certificateOf(parts: PrivacyRouteParts, erasure: KeptErasure): Promise<Certificate> {
  const { book, register, names, now, node, school } = parts;
  const { documents, rows, files } = erasure;
  return {
    ...(await entryOf(parts, erasure, await names())),
    school: school(),
    node,
    madeAt: now(),
    taken: { documents, rows, files },
    devices: whereaboutsOf(erasure, book, register).map(({ name, state, at }) => ({ name, state, at })),
  };
}

async function entryOf(
  { book, register, erasures }: PrivacyRouteParts,
  erasure: KeptErasure,
  nameOf: NamesNow,
): Promise<ErasureEntry> {
  const { id, owner, classes, why, account, at } = erasure;
  const places = whereaboutsOf(erasure, book, register);
  const count = (state: Whereabouts['state']) => places.filter((one) => one.state === state).length;
  return {
    ...{ id, pupil: owner, classes: classes.map(nameOf), why, by: account, at },
    whole: erasures.isWhole(erasure),
    above: await erasures.above(erasure),
    ...{ done: count('done'), awaited: count('awaited'), lost: count('lost') },
  };
}

/** Two ways to write one name are one. */
const normal = (text: string): string => text.trim().normalize('NFC').replace(/\s+/g, ' ').toLocaleLowerCase('fr');

function readBefore(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new RefusalError('bad-message');
  return Number(text);
}

const isDuty = (text: string): text is Duty => (DUTIES as readonly string[]).includes(text);

const answer = (reply: FastifyReply, body: object): FastifyReply =>
  reply.header('cache-control', 'no-store').send(body);
