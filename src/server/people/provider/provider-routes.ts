import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Result } from '../../../base/result.ts';
import { ProviderBeginSchema, ProviderReturnSchema } from '../../../protocol/office/provider.ts';
import type { RefusalCode } from '../../../protocol/messages.ts';
import { readJson } from '../../http.ts';
import { RefusalError } from '../../refusals.ts';
import { requireSession, unstored } from '../adult-routes.ts';
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
    const account = purpose === 'link' ? requireOwner(sessions, request) : '';
    return send(reply, await desk.begin(purpose, account, askerOf(request)));
  });
  app.post('/api/adults/provider/enter', async (request, reply) =>
    send(reply, await desk.enter(await readJson(request, ProviderReturnSchema), askerOf(request))),
  );
  app.post('/api/adults/provider/link', async (request, reply) => {
    const account = requireOwner(sessions, request);
    const outcome = await desk.link(await readJson(request, ProviderReturnSchema), account, askerOf(request));
    return send(reply, outcome, {});
  });
  app.post('/api/adults/provider/unlink', async (request, reply) => {
    desk.unlink(requireOwner(sessions, request));
    return unstored(reply).send({});
  });
}

/** The account of who asks; a password that somebody else made is changed before anything is tied to the account. */
function requireOwner(sessions: AdultSessions, request: FastifyRequest): string {
  const { adult } = requireSession(sessions, request);
  if (adult.oneTimeUntil !== undefined) throw new RefusalError('no-right');
  return adult.account;
}

function send<Value>(reply: FastifyReply, outcome: Result<Value, ProviderRefusal>, body?: object): FastifyReply {
  if (outcome.ok) return unstored(reply).send(body ?? outcome.value);
  const { error } = outcome;
  if (error.why !== 'pause') throw new RefusalError(REFUSAL_OF[error.why]);
  void reply.header('retry-after', Math.ceil(error.waitMs / 1000));
  throw new RefusalError('too-many-tries');
}

const REFUSAL_OF = {
  unreachable: 'provider-unreachable',
  refused: 'provider-refused',
  over: 'provider-over',
  unlinked: 'provider-unlinked',
  taken: 'taken',
} as const satisfies Record<Exclude<ProviderRefusal['why'], 'pause'>, RefusalCode>;
