import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isSha256Hex } from '../base/hash.ts';
import { FILE_CHUNK_BYTES } from '../classroom/file-ref.ts';
import type { Manifest } from '../protocol/messages.ts';
import { type FileStore, StorageFailure, type StoredFile } from '../sync/ports.ts';
import type { Device } from './accounts.ts';
import { type ByteRange, readByteRange } from '../protocol/byte-range.ts';
import { RefusalError } from './refusals.ts';

interface FileParts {
  readonly files: FileStore;
  /** The device that asks, or a RefusalError. */
  readonly deviceOf: (request: FastifyRequest) => Device;
  /** Whether a document that this device reads names the file. */
  readonly mayRead: (device: Device, sha256: string) => boolean;
  /** Hears of a file whose bytes on this disk are no longer what their digests say. */
  readonly damaged: (sha256: string) => void;
}

type FileRequest = FastifyRequest<{ Params: { sha256: string } }>;

/** `GET /api/files/<sha256>` with ranges, and its manifest (S18). */
export function fileRoutes(app: FastifyInstance, parts: FileParts): void {
  app.get('/api/files/:sha256/manifest', async (request: FileRequest, reply) => {
    const { ref, chunks } = await completeFile(request, parts);
    const manifest: Manifest = { sha256: ref.sha256, bytes: ref.bytes, chunks: [...chunks] };
    return reply.header('cache-control', 'no-store').send(manifest);
  });

  app.get('/api/files/:sha256', async (request: FileRequest, reply) => {
    const file = await completeFile(request, parts);
    const etag = `"${file.ref.sha256}"`;
    setFileHeaders(reply, etag);
    const { 'if-range': ifRange, range: header } = request.headers;
    const range = ifRange === undefined || ifRange === etag ? readByteRange(header, file.ref.bytes) : 'whole';
    return sendRange(reply, parts, file, range);
  });
}

async function completeFile(request: FileRequest, { files, deviceOf, mayRead }: FileParts): Promise<StoredFile> {
  const device = deviceOf(request);
  const { sha256 } = request.params;
  if (!isSha256Hex(sha256)) throw new RefusalError('bad-message');
  // As if it were not here: nobody learns which files exist, and one whose lesson is just being stored is asked for again.
  if (!mayRead(device, sha256)) throw new RefusalError('not-found');
  const file = await files.get(sha256);
  if (!file?.complete) throw new RefusalError('not-found');
  return file;
}

/**
 * A person's file may be a web page: it is never shown as one. It is not cached by the browser either, since a tablet keeps
 * its own verified copy and has no room for two.
 */
function setFileHeaders(reply: FastifyReply, etag: string): void {
  void reply
    .type('application/octet-stream')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('content-disposition', 'attachment')
    .header('cache-control', 'no-store')
    .header('accept-ranges', 'bytes')
    .header('etag', etag);
}

async function sendRange(
  reply: FastifyReply,
  parts: FileParts,
  file: StoredFile,
  range: ReturnType<typeof readByteRange>,
) {
  const { sha256, bytes } = file.ref;
  if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${bytes}`).send('');
  const { first, last } = range === 'whole' ? { first: 0, last: bytes - 1 } : range;
  // The first piece is read before anything is promised: a damaged file is refused like one that is not here.
  if (bytes > 0) await pieceOf(parts, sha256, Math.floor(first / FILE_CHUNK_BYTES));
  if (range !== 'whole') void reply.code(206).header('content-range', `bytes ${first}-${last}/${bytes}`);
  void reply.header('content-length', last - first + 1);
  return reply.send(Readable.from(slices(parts, sha256, { first, last }), { objectMode: false }));
}

/** Reads chunk by chunk, as the receiver takes them. */
async function* slices(parts: FileParts, sha256: string, { first, last }: ByteRange): AsyncGenerator<Uint8Array> {
  for (let index = Math.floor(first / FILE_CHUNK_BYTES); index * FILE_CHUNK_BYTES <= last; index++) {
    const chunk = await pieceOf(parts, sha256, index);
    const start = index * FILE_CHUNK_BYTES;
    yield chunk.subarray(Math.max(0, first - start), last - start + 1);
  }
}

/** A piece that is gone or damaged ends the answer: the asker resumes by chunk once the file is whole again. */
async function pieceOf({ files, damaged }: FileParts, sha256: string, index: number): Promise<Uint8Array> {
  try {
    const chunk = await files.chunk(sha256, index);
    if (chunk) return chunk;
  } catch (cause) {
    if (!(cause instanceof StorageFailure && cause.reason === 'corrupt')) throw cause;
    damaged(sha256);
  }
  throw new RefusalError('not-found');
}
