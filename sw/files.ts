import { FILE_CHUNK_BYTES } from '../src/classroom/file-ref.ts';
import { type ByteRange, readByteRange } from '../src/protocol/byte-range.ts';
import type { FileStore, StoredFile } from '../src/sync/ports.ts';

const FILE_PATH = /^\/files\/([0-9a-f]{64})$/;

/** A file opened by itself, in a tab, can neither run a script nor load anything. */
const INERT = {
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff',
} as const;

/** The file that a `/files/<sha256>` address names, or undefined for any other address. */
export function fileNamed(url: URL): string | undefined {
  return FILE_PATH.exec(url.pathname)?.[1];
}

export interface FileSources {
  readonly store: Pick<FileStore, 'get' | 'chunk'>;
  /** Asks the upstream for what is not here; undefined where there is none or it does not answer. */
  readonly upstream: (sha256: string, request: Request) => Promise<Response | undefined>;
}

/** Answers for a file: from this device where it holds the bytes asked for, else from the upstream, else 404. */
export async function serveFile(sha256: string, request: Request, sources: FileSources): Promise<Response> {
  const file = await sources.store.get(sha256);
  const here = file && fromStore(file, request, sources.store);
  return here ?? (await fromUpstream(sha256, file?.ref.type, request, sources)) ?? notHere();
}

function fromStore(file: StoredFile, request: Request, store: FileSources['store']): Response | undefined {
  const { sha256, bytes: size, type } = file.ref;
  const etag = `"${sha256}"`;
  // The name is the content's digest, so these bytes never change.
  const headers = new Headers({ ...INERT, etag, 'cache-control': 'private, max-age=31536000, immutable' });
  headers.set('accept-ranges', 'bytes');
  const isOfOtherBytes = (request.headers.get('if-range') ?? etag) !== etag;
  const range = isOfOtherBytes ? 'whole' : readByteRange(request.headers.get('range'), size);
  if (range === 'unsatisfiable') {
    headers.set('content-range', `bytes */${size}`);
    return new Response(null, { status: 416, headers });
  }
  const wanted = range === 'whole' ? { first: 0, last: size - 1 } : range;
  if (!holds(file, wanted)) return undefined;
  headers.set('content-type', type);
  headers.set('content-length', String(wanted.last - wanted.first + 1));
  if (range !== 'whole') headers.set('content-range', `bytes ${wanted.first}-${wanted.last}/${size}`);
  const body = request.method === 'HEAD' ? null : bytesOf(sha256, wanted, store);
  return new Response(body, { status: range === 'whole' ? 200 : 206, headers });
}

const chunkAt = (position: number): number => Math.floor(position / FILE_CHUNK_BYTES);

/** Also true for the beginning of a film whose end is still on its way. */
function holds(file: StoredFile, { first, last }: ByteRange): boolean {
  if (file.complete) return true;
  const present = new Set(file.present);
  for (let chunk = chunkAt(first); chunk <= chunkAt(last); chunk++) if (!present.has(chunk)) return false;
  return true;
}

/** Reads one chunk at a time, as the player takes them: a film never lies in memory as a whole. */
function bytesOf(sha256: string, { first, last }: ByteRange, store: FileSources['store']): ReadableStream<Uint8Array> {
  let next = first;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (next > last) return controller.close();
        const index = chunkAt(next);
        const chunk = await store.chunk(sha256, index);
        if (!chunk) throw new Error(`chunk ${index} of ${sha256} has gone`); // evicted meanwhile: the player asks again
        const start = index * FILE_CHUNK_BYTES;
        controller.enqueue(chunk.subarray(next - start, last + 1 - start));
        next = start + FILE_CHUNK_BYTES;
        if (next > last) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

async function fromUpstream(
  sha256: string,
  type: string | undefined,
  request: Request,
  sources: FileSources,
): Promise<Response | undefined> {
  const response = await sources.upstream(sha256, request);
  if (!response || (!response.ok && response.status !== 416)) return undefined;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(INERT)) headers.set(name, value);
  if (type !== undefined) headers.set('content-type', type);
  return new Response(response.body, { status: response.status, headers });
}

function notHere(): Response {
  return new Response('not here yet', {
    status: 404,
    statusText: 'Not Here Yet',
    headers: { ...INERT, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
}
