import type { FastifyReply } from 'fastify';
import { encodeMessage } from '../protocol/codec.ts';
import { PROTOCOL_VERSION } from '../protocol/limits.ts';
import type { Refusal, RefusalCode } from '../protocol/messages.ts';

/** The HTTP status of each refusal. */
export const REFUSAL_STATUS: Readonly<Record<RefusalCode, number>> = {
  'bad-message': 400,
  unauthorised: 401,
  'no-right': 403,
  'bad-code': 403,
  'code-used': 403,
  'code-over': 403,
  'not-found': 404,
  'too-large': 413,
  'old-protocol': 426,
  'totp-needed': 403,
  'weak-password': 422,
  taken: 409,
  'last-head': 409,
  'provider-unreachable': 503,
  'provider-refused': 403,
  'provider-over': 403,
  'provider-unlinked': 403,
  'too-many-tries': 429,
  internal: 500,
};

export const CBOR = 'application/cbor';

/** Thrown inside a route to end it with a refusal; anything else thrown is our own mistake and becomes `internal`. */
export class RefusalError extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode) {
    super(`refused: ${code}`);
    this.name = 'RefusalError';
    this.code = code;
  }
}

/** Answers with a typed refusal: CBOR where the route speaks CBOR, JSON elsewhere. */
export function refuse(reply: FastifyReply, code: RefusalCode): FastifyReply {
  const refusal: Refusal = { v: PROTOCOL_VERSION, refused: code };
  // HTTP/2 knows no such header, and ends the stream over it.
  const mayUpgrade = reply.request.raw.httpVersionMajor < 2;
  if (code === 'old-protocol' && mayUpgrade) void reply.header('upgrade', `cartable/${PROTOCOL_VERSION}`);
  void reply.code(REFUSAL_STATUS[code]).header('cache-control', 'no-store');
  const inCbor = reply.request.url.split('?')[0] === '/api/sync';
  return inCbor ? reply.type(CBOR).send(Buffer.from(encodeMessage(refusal))) : reply.send(refusal);
}
