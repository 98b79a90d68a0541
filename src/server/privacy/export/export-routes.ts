import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../../../base/log.ts';
import type { ListedClass } from '../../../protocol/office/privacy.ts';
import type { DocumentCache } from '../../../sync/document-cache.ts';
import type { FileStore, ProjectionStore } from '../../../sync/ports.ts';
import type { Adult, RequireAdult } from '../../people/adult.ts';
import { RefusalError } from '../../refusals.ts';
import { slug } from './entry-names.ts';
import { exportPupils, type ExportWish } from './export-pupils.ts';
import { writeZip } from './zip.ts';

export interface ExportRouteParts {
  readonly requireAdult: RequireAdult;
  readonly projections: ProjectionStore;
  readonly documents: Pick<DocumentCache, 'get'>;
  readonly files: FileStore;
  readonly now: () => number;
  readonly school: () => string;
  readonly log: Log;
}

type Asked = FastifyRequest<{ Params: { id: string } }>;

/** `/api/privacy/export/{pupil,class}/<id>`: an archive, streamed; `/api/privacy/pupils`: whom there is to take out. */
export function exportRoutes(app: FastifyInstance, parts: ExportRouteParts): void {
  const { requireAdult } = parts;
  const classes = () => parts.projections.all('class');
  app.get('/api/privacy/pupils', async (request, reply) => {
    const adult = requireAdult(request, 'export-pupils');
    const theirs = (await classes()).filter((one) => isTheirs(adult, one));
    const listed = theirs.map(({ id, name, pupils }) => ({
      id,
      name,
      pupils: pupils.map((pupil) => ({ id: pupil.id, name: `${pupil.firstName} ${pupil.lastName}` })),
    }));
    return reply.header('cache-control', 'no-store').send({ classes: listed satisfies ListedClass[] });
  });
  app.get('/api/privacy/export/pupil/:id', async (request: Asked, reply) => {
    requireAdult(request, 'export-pupils');
    const { id } = request.params;
    const schoolClass = (await classes()).find(({ pupils }) => pupils.some((pupil) => pupil.id === id));
    const pupils = schoolClass?.pupils.filter((pupil) => pupil.id === id) ?? [];
    return send(parts, request, reply, schoolClass && { schoolClass, pupils });
  });
  app.get('/api/privacy/export/class/:id', async (request: Asked, reply) => {
    requireAdult(request, 'export-pupils');
    const schoolClass = (await classes()).find(({ id }) => id === request.params.id);
    return send(parts, request, reply, schoolClass && { schoolClass, pupils: schoolClass.pupils });
  });
}

function send(
  parts: ExportRouteParts,
  request: Asked,
  reply: FastifyReply,
  wish: ExportWish | undefined,
): FastifyReply {
  const { requireAdult, now, school, log } = parts;
  const adult = requireAdult(request, 'export-pupils', wish ? [request.params.id] : []);
  // Of other classes a teacher does not learn whether they are.
  if (!wish || !isTheirs(adult, wish.schoolClass))
    throw new RefusalError(adult.role === 'teacher' ? 'no-right' : 'not-found');
  const entries = exportPupils({ ...parts, now: now(), school: school() }, wish);
  const zip = writeZip(entries, (name) => log.warn('an export left a file out: it would be too large', { name }));
  const [only] = wish.pupils;
  const name = slug(wish.pupils.length === 1 && only ? `${only.firstName} ${only.lastName}` : wish.schoolClass.name);
  return reply
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="cartable-${name}.zip"`)
    .type('application/zip')
    .send(Readable.from(zip));
}

/** A teacher's duties end at their own classes. */
const isTheirs = ({ role, classes }: Adult, { id }: { readonly id: string }): boolean =>
  role !== 'teacher' || classes.includes(id);
