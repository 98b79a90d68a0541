import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Log } from '../../base/log.ts';
import { err, ok } from '../../base/result.ts';
import { FirstCodeSchema, OwnPasswordSchema } from '../../protocol/office/second-factor.ts';
import { readJson } from '../http.ts';
import { requireOwner, sendOutcome } from './adult-routes.ts';
import type { AdultSessions } from './adult-sessions.ts';
import type { SecondFactor } from './second-factor.ts';
import type { Asker, SignInDesk } from './sign-in-desk.ts';

interface SecondFactorRouteParts {
  readonly desk: SignInDesk;
  readonly sessions: AdultSessions;
  readonly secondFactor: SecondFactor;
  readonly askerOf: (request: FastifyRequest) => Asker;
  readonly log: Log;
}

/** `/api/adults/second-factor/…`: a person's own, turned on with a first code and off with the password. */
export function secondFactorRoutes(app: FastifyInstance, parts: SecondFactorRouteParts): void {
  const { desk, sessions, secondFactor, askerOf, log } = parts;
  app.post('/api/adults/second-factor/begin', async (request, reply) => {
    const adult = requireOwner(sessions, request);
    const { password } = await readJson(request, OwnPasswordSchema);
    const begin = () => secondFactor.begin(adult.account);
    return sendOutcome(reply, await desk.withPassword(adult, password, askerOf(request), begin));
  });
  app.post('/api/adults/second-factor/confirm', async (request, reply) => {
    const { account } = requireOwner(sessions, request);
    const { code } = await readJson(request, FirstCodeSchema);
    const codes = secondFactor.confirm(account, code.replaceAll(' ', ''));
    if (codes) log.info('a second factor was turned on', { account });
    return sendOutcome(reply, codes ? ok({ codes }) : err({ why: 'wrong' }));
  });
  app.post('/api/adults/second-factor/off', async (request, reply) => {
    const adult = requireOwner(sessions, request);
    const { password } = await readJson(request, OwnPasswordSchema);
    const turnOff = () => {
      secondFactor.turnOff(adult.account);
      log.info('a second factor was turned off', { account: adult.account });
      return {};
    };
    return sendOutcome(reply, await desk.withPassword(adult, password, askerOf(request), turnOff));
  });
}
