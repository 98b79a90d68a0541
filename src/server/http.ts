import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import * as v from 'valibot';
import type { Log } from '../base/log.ts';
import { decodeMessage, encodeMessage } from '../protocol/codec.ts';
import { MAX_MESSAGE_BYTES } from '../protocol/limits.ts';
import { type Ping, type SyncRequest, SyncRequestSchema, type SyncResponse } from '../protocol/messages.ts';
import type { FileStore } from '../sync/ports.ts';
import { type Accounts, type Device, readBearer } from './accounts.ts';
import { appRoutes } from './app-routes.ts';
import { readCappedBody } from './capped-body.ts';
import { compress } from './compression.ts';
import type { EnrolmentDesk } from './enrolment.ts';
import { fileRoutes } from './file-routes.ts';
import { CBOR, RefusalError, refuse } from './refusals.ts';
import { changesThings, isSameOrigin } from './same-origin.ts';
import { securityHeaders } from './security-headers.ts';

/** A whole day in one batch over a poor uplink takes a minute; a body that drips longer holds a place for nothing. */
const REQUEST_LIMIT_MS = 120_000;
/** A kept connection saves a tablet that polls a new one each time; Node's own 5 s would end just before its next request. */
const KEEP_ALIVE_MS = 65_000;
/** Largest JSON body, in bytes: an enrolment code and little else. */
const MAX_JSON_BYTES = 4_096;

export interface HttpParts {
  readonly accounts: Accounts;
  readonly desk: EnrolmentDesk;
  readonly files: FileStore;
  /** Whether a document that this device reads names the file. */
  readonly mayReadFile: (device: Device, sha256: string) => boolean;
  /** Hears of a file that is damaged on this disk. */
  readonly damaged: (sha256: string) => void;
  readonly appDir: string;
  readonly log: Log;
  readonly ping: () => Promise<Ping>;
  /** Answers one request of the protocol in this device's name. */
  readonly answer: (device: Device, request: SyncRequest) => Promise<SyncResponse>;
  /** Makes the listening server; a demonstration puts its gate in front here. */
  readonly makeServer: (handler: (request: IncomingMessage, response: ServerResponse) => void) => Server;
  /** Routes of the office: people, devices, roster, privacy, backup. */
  readonly office: (app: FastifyInstance, deviceOf: (request: FastifyRequest) => Device) => void;
  /** Routes of a demonstration. */
  readonly more: (app: FastifyInstance) => void;
}

const EnrolBodySchema = v.object({ code: v.pipe(v.string(), v.minLength(1), v.maxLength(64)) });

/** The node's HTTP side: ping, sync, enrolment, files and the built app (PROTOCOL.md). */
export async function buildHttp(parts: HttpParts): Promise<FastifyInstance> {
  const app = Fastify({
    serverFactory: (handler) => parts.makeServer(handler),
    forceCloseConnections: 'idle',
  });
  app.server.requestTimeout = REQUEST_LIMIT_MS;
  app.server.keepAliveTimeout = KEEP_ALIVE_MS;
  // Bodies are read by their routes alone, after the right to send one is known.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.addHook('onRequest', async ({ raw }, reply) => {
    void reply.headers(securityHeaders(raw));
    if (changesThings(raw) && !isSameOrigin(raw)) throw new RefusalError('no-right');
  });
  app.setErrorHandler((error: FastifyError, request, reply) => refuseError(parts.log, error, request, reply));

  const deviceOf = (request: FastifyRequest): Device => requireDevice(parts.accounts, request);
  app.get('/api/ping', async (_request, reply) => reply.header('cache-control', 'no-store').send(await parts.ping()));
  app.post('/api/enrol', async (request, reply) => enrol(parts.desk, request, reply));
  app.post('/api/sync', async (request, reply) => sync(parts, deviceOf(request), request, reply));
  fileRoutes(app, { files: parts.files, damaged: parts.damaged, deviceOf, mayRead: parts.mayReadFile });
  parts.office(app, deviceOf);
  parts.more(app);
  await appRoutes(app, parts.appDir);
  return app;
}

/** The enrolled device that asks, if it is one. */
export function deviceOfRequest(accounts: Accounts, request: FastifyRequest): Device | undefined {
  const credential = readBearer(request.headers.authorization);
  return credential && accounts.authenticate(credential);
}

function requireDevice(accounts: Accounts, request: FastifyRequest): Device {
  const device = deviceOfRequest(accounts, request);
  if (!device) throw new RefusalError('unauthorised');
  return device;
}

async function enrol(desk: EnrolmentDesk, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { code } = await readJson(request, EnrolBodySchema);
  const enrolment = desk.enrol(code, request.ip);
  if (!enrolment.ok) throw new RefusalError(enrolment.error);
  return reply.header('cache-control', 'no-store').send(enrolment.value);
}

async function sync(
  parts: HttpParts,
  device: Device,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const bytes = await readCappedBody(request.raw, MAX_MESSAGE_BYTES);
  const message = decodeMessage(bytes, SyncRequestSchema);
  if (!message.ok) throw new RefusalError(message.error);
  const response = encodeMessage(await parts.answer(device, message.value));
  const { bytes: body, encoding } = await compress(response, request.headers['accept-encoding']);
  if (encoding) void reply.header('content-encoding', encoding);
  return reply.header('cache-control', 'no-store').header('vary', 'accept-encoding').type(CBOR).send(Buffer.from(body));
}

/** A JSON body of this shape, a small one unless the route says otherwise, or a RefusalError. */
export async function readJson<Schema extends v.GenericSchema>(
  request: FastifyRequest,
  schema: Schema,
  maxBytes = MAX_JSON_BYTES,
): Promise<v.InferOutput<Schema>> {
  // A form of another site can send text without asking, but never this media type.
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) throw new RefusalError('bad-message');
  const text = new TextDecoder().decode(await readCappedBody(request.raw, maxBytes));
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  if (!parsed.success) throw new RefusalError('bad-message');
  return parsed.output;
}

function refuseError(log: Log, error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof RefusalError) return refuse(reply, error.code);
  // Fastify's own refusals of a malformed request line or header.
  if (error.statusCode !== undefined && error.statusCode < 500) return refuse(reply, 'bad-message');
  log.error('a request failed', {
    method: request.method,
    route: request.routeOptions.url,
    error: error.stack ?? String(error),
  });
  return refuse(reply, 'internal');
}
