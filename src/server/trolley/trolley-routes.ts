import type { FastifyInstance } from 'fastify';
import { TRUSTED_PATH } from './setup/page.ts';

/** Turns the setup page's two explanations around (setup.css). */
const TRUSTED_CSS = '.untrusted { display: none; }\n.trusted { display: grid; }\n';

/** What a trolley answers over HTTPS beyond every node. */
export function trolleyRoutes(app: FastifyInstance): void {
  app.get(TRUSTED_PATH, (_request, reply) =>
    reply
      .header('cache-control', 'no-store')
      // The setup page is another origin: plain HTTP.
      .header('cross-origin-resource-policy', 'cross-origin')
      .type('text/css')
      .send(TRUSTED_CSS),
  );
}
