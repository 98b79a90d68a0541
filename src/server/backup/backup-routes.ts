import { createReadStream } from 'node:fs';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequireAdult } from '../people/adult.ts';
import { RefusalError } from '../refusals.ts';
import type { Backups } from './backups.ts';

type Named = FastifyRequest<{ Params: { name: string } }>;

/** What the audit trail says of who began one, beside the names of those that were taken away. */
const MADE = '+1';

/** `/api/office/backups`: the list, a new one, and each as a file. All of a school's data: only for who has the duty. */
export function backupRoutes(
  app: FastifyInstance,
  { requireAdult, backups }: { readonly requireAdult: RequireAdult; readonly backups: Backups },
): void {
  const shelf = async (reply: FastifyReply) => reply.header('cache-control', 'no-store').send(await backups.shelf());
  app.get('/api/office/backups', async (request, reply) => {
    requireAdult(request, 'back-up');
    return shelf(reply);
  });
  app.post('/api/office/backups', async (request, reply) => {
    requireAdult(request, 'back-up', [MADE]);
    backups.begin();
    return shelf(reply);
  });
  app.get('/api/office/backups/:name', async (request: Named, reply) => {
    requireAdult(request, 'back-up');
    // Only what the list names: no other path of this disk.
    const found = (await backups.kept.list()).find(({ name }) => name === request.params.name);
    if (!found) throw new RefusalError('not-found');
    requireAdult(request, 'back-up', [found.name]);
    return reply
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="${found.name}"`)
      .header('content-length', found.bytes)
      .type('application/x-tar')
      .send(createReadStream(backups.kept.pathOf(found.name)));
  });
}
