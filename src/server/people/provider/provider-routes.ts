import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { err, type Result } from '../../../base/result.ts';
import { ProviderBeginSchema, ProviderReturnSchema } from '../../../protocol/office/provider.ts';
import { readJson } from '../../http.ts';
import { RefusalError } from '../../refusals.ts';
import { requireOwner, sendOutcome, unstored } from '../adult-routes.ts';
import type { AdultSessions } from '../adult-sessions.ts';
import type { Asker } from '../sign-in-desk.ts';
import type { ProviderDesk, ProviderRefusal } from './provider-desk.ts';

interface ProviderRouteParts {
  readonly desk: ProviderDesk;
  readonly sessions: AdultSessions;
  readonly askerOf: (request: FastifyRequest) => Asker;
}

/** `/api/adults/provider/…`: to the school's identity provider and back, on a node that has one. */
export function providerRoutes(app: FastifyInstance, { desk, sessions, askerOf }: ProviderRouteParts): void {
  app.post('/api/adults/provider/begin', async (request, reply) => {
    const { purpose } = await readJson(request, ProviderBeginSchema);
    const account = purpose === 'link' ? requireOwner(sessions, request).account : '';
    return send(reply, await desk.begin(purpose, account, askerOf(request)));
  });
  app.post('/api/adults/provider/enter', async (request, reply) =>
    send(reply, await desk.enter(await readJson(request, ProviderReturnSchema), askerOf(request))),
  );
  app.post('/api/adults/provider/link', async (request, reply) => {
    const { account } = requireOwner(sessions, request);
    return send(reply, await desk.link(await readJson(request, ProviderReturnSchema), account, askerOf(request)));
  });
  app.post('/api/adults/provider/unlink', async (request, reply) => {
    desk.unlink(requireOwner(sessions, request).account);
    return unstored(reply).send({});
  });
}

function send(reply: FastifyReply, outcome: Result<object, ProviderRefusal>): FastifyReply {
  if (outcome.ok) return sendOutcome(reply, outcome);
  const { error } = outcome;
  if (error.why === 'provider') throw new RefusalError(REFUSAL_OF[error.trouble]);
  return sendOutcome(reply, err(error));
}

const REFUSAL_OF = {
  unreachable: 'provider-unreachable',
  refused: 'provider-refused',
  over: 'provider-over',
  unlinked: 'provider-unlinked',
} as const;
