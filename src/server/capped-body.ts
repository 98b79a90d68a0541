import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import { concatBytes } from '../base/bytes.ts';
import { RefusalError } from './refusals.ts';

/** After a refusal the rest of a body is let run out for so long, so that the sender reads why; then the line is cut. */
const LINGER_MS = 5_000;

/**
 * The whole body, decompressed, or a RefusalError. Never holds more than `maxBytes`: it counts what really comes out of
 * the decompressor, whatever the headers promise.
 */
export async function readCappedBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  try {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw new RefusalError('too-large');
    return await collect(plainBody(request), maxBytes);
  } catch (error) {
    letRunOut(request);
    if (error instanceof RefusalError) throw error;
    throw new RefusalError('bad-message'); // a torn stream or bytes that are not of their encoding: the sender is told
  }
}

function plainBody(request: IncomingMessage): Readable {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return request;
  if (encoding !== 'gzip' && encoding !== 'deflate') throw new RefusalError('bad-message');
  const decompressor = encoding === 'gzip' ? createGunzip() : createInflate();
  // The failure itself reaches whoever reads the decompressor.
  return pipeline(request, decompressor, () => undefined);
}

function collect(body: Readable, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const parts: Uint8Array[] = [];
    let size = 0;
    body.on('data', (part: Uint8Array) => {
      size += part.byteLength;
      if (size <= maxBytes) return void parts.push(part);
      body.removeAllListeners('data').pause();
      reject(new RefusalError('too-large'));
    });
    body.once('end', () => resolve(concatBytes(parts)));
    body.once('error', reject);
    body.once('close', () => reject(new RefusalError('bad-message'))); // after `end` this changes nothing
  });
}

/** Reads on without keeping anything: a line that is cut at once would drop the refusal with it. */
function letRunOut(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  request.unpipe();
  request.resume();
  const cut = setTimeout(() => request.socket.destroy(), LINGER_MS);
  request.once('close', () => clearTimeout(cut));
}
