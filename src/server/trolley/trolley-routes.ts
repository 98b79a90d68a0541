import type { FastifyInstance } from 'fastify';
import type { TrolleyReport } from '../../protocol/office/trolley.ts';
import type { RequireAdult } from '../people/adult.ts';
import { TRUSTED_PATH } from './setup/page.ts';

/** Turns the setup page's two explanations around (setup.css). */
const TRUSTED_CSS = '.untrusted { display: none; }\n.trusted { display: grid; }\n';

/** What a trolley answers over HTTPS beyond every node. */
export function trolleyRoutes(
  app: FastifyInstance,
  { requireAdult, report }: { readonly requireAdult: RequireAdult; readonly report: () => Promise<TrolleyReport> },
): void {
  app.get(TRUSTED_PATH, (_request, reply) =>
    reply
      .header('cache-control', 'no-store')
      // The setup page is another origin: plain HTTP.
      .header('cross-origin-resource-policy', 'cross-origin')
      .type('text/css')
      .send(TRUSTED_CSS),
  );
  app.get('/api/office/trolley', async (request, reply) => {
    requireAdult(request, 'manage-devices');
    return reply.header('cache-control', 'no-store').send(await report());
  });
}
