import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Result } from '../../base/result.ts';
import {
  AdultChangeSchema,
  type Door,
  NewAdultSchema,
  PasswordChangeSchema,
  SetUpSchema,
  SignInSchema,
} from '../../protocol/office/people.ts';
import { readJson } from '../http.ts';
import { RefusalError } from '../refusals.ts';
import type { RequireAdult } from './adult.ts';
import { type AdultSessions, type LiveSession, readSession } from './adult-sessions.ts';
import type { Adults, KeptAdult } from './adults.ts';
import { oneTimePassword, type PasswordHasher } from './password.ts';
import type { SecondFactor } from './second-factor.ts';
import { type Asker, describeSession, ONE_TIME_MS, type SignInDesk, type SignInTrouble } from './sign-in-desk.ts';

export interface AdultRouteParts {
  readonly adults: Adults;
  readonly sessions: AdultSessions;
  readonly desk: SignInDesk;
  readonly hasher: PasswordHasher;
  readonly secondFactor: SecondFactor;
  readonly requireAdult: RequireAdult;
  readonly askerOf: (request: FastifyRequest) => Asker;
  readonly door: () => Door;
  readonly now: () => number;
}

/** `/api/adults/…`: sign-in, the own password, and the list of accounts for who has the duty. */
export function adultRoutes(app: FastifyInstance, parts: AdultRouteParts): void {
  ownRoutes(app, parts);
  listRoutes(app, parts);
}

function ownRoutes(app: FastifyInstance, { desk, sessions, askerOf, door }: AdultRouteParts): void {
  app.get('/api/adults/door', async (_request, reply) => unstored(reply).send(door()));
  app.post('/api/adults/sign-in', async (request, reply) =>
    sendOutcome(reply, await desk.signIn(await readJson(request, SignInSchema), askerOf(request))),
  );
  app.post('/api/adults/set-up', async (request, reply) =>
    sendOutcome(reply, await desk.setUp(await readJson(request, SetUpSchema), askerOf(request))),
  );
  app.post('/api/adults/password', async (request, reply) => {
    const { adult } = requireSession(sessions, request);
    const passwords = await readJson(request, PasswordChangeSchema);
    return sendOutcome(reply, await desk.changePassword(adult, passwords, askerOf(request)));
  });
  app.get('/api/adults/me', async (request, reply) => {
    const { adult, leftMs } = requireSession(sessions, request);
    return unstored(reply).send(describeSession(adult, leftMs));
  });
  app.post('/api/adults/sign-out', async (request, reply) => {
    const token = readSession(request.headers.authorization);
    if (token !== undefined) sessions.end(token);
    return unstored(reply).send({});
  });
}

function listRoutes(app: FastifyInstance, parts: AdultRouteParts): void {
  const { adults, sessions, hasher, secondFactor, requireAdult, now } = parts;
  app.get('/api/adults', async (request, reply) => {
    requireAdult(request, 'manage-adults');
    return unstored(reply).send({ adults: adults.list() });
  });
  app.post('/api/adults', async (request, reply) => {
    requireAdult(request, 'manage-adults');
    const adult = await readJson(request, NewAdultSchema);
    const password = oneTimePassword();
    const hash = await hasher.hash(password);
    requireAdult(request, 'manage-adults', [adult.account]); // again: much may have happened since
    if (!adults.add(adult, hash, { oneTimeUntil: now() + ONE_TIME_MS, at: now() })) throw new RefusalError('taken');
    return unstored(reply).send({ password });
  });
  app.post<{ Params: { account: string } }>('/api/adults/:account', async (request, reply) => {
    const { account } = request.params;
    requireAdult(request, 'manage-adults');
    const change = await readJson(request, AdultChangeSchema);
    requireAdult(request, 'manage-adults', [account]); // again: much may have happened since
    const outcome = adults.change(account, change);
    if (outcome !== 'done') throw new RefusalError(outcome);
    if (change.disabled) sessions.endOf(account);
    return unstored(reply).send({});
  });
  app.post<{ Params: { account: string } }>('/api/adults/:account/reset', async (request, reply) => {
    const { account } = request.params;
    requireAdult(request, 'manage-adults', [account]);
    if (!adults.get(account)) throw new RefusalError('not-found');
    const password = oneTimePassword();
    adults.setPassword(account, await hasher.hash(password), now() + ONE_TIME_MS);
    // Whoever lost a phone, or had somebody else tied to their account, begins anew with a password handed over in person.
    secondFactor.turnOff(account);
    adults.unlink(account);
    sessions.endOf(account);
    return unstored(reply).send({ password });
  });
}

export const unstored = (reply: FastifyReply): FastifyReply => reply.header('cache-control', 'no-store');

/** Whoever is signed in, also with a one-time password. */
export function requireSession(sessions: AdultSessions, request: FastifyRequest): LiveSession {
  const token = readSession(request.headers.authorization);
  const session = token === undefined ? undefined : sessions.use(token);
  if (!session) throw new RefusalError('unauthorised');
  return session;
}

/** Whoever is signed in with a password of their own: one that somebody else made is changed before anything is tied to the account. */
export function requireOwner(sessions: AdultSessions, request: FastifyRequest): KeptAdult {
  const { adult } = requireSession(sessions, request);
  if (adult.oneTimeUntil !== undefined) throw new RefusalError('no-right');
  return adult;
}

/** Answers with what came of a try, or refuses. */
export function sendOutcome(reply: FastifyReply, outcome: Result<object, SignInTrouble>): FastifyReply {
  if (outcome.ok) return unstored(reply).send(outcome.value);
  const { error } = outcome;
  if (error.why !== 'pause') throw new RefusalError(REFUSAL_OF[error.why]);
  void reply.header('retry-after', Math.ceil(error.waitMs / 1000));
  throw new RefusalError('too-many-tries');
}

const REFUSAL_OF = {
  wrong: 'bad-code',
  totp: 'totp-needed',
  'weak-password': 'weak-password',
  taken: 'taken',
} as const;
