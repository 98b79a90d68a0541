import { promisify } from 'node:util';
import { deflate, deflateSync, inflate, inflateSync } from 'node:zlib';
import { err, ok, type Result } from '../base/result.ts';
import { compressedFrame, compressedPart } from '../protocol/frames.ts';
import { COMPRESS_FROM_BYTES, MAX_MESSAGE_BYTES } from '../protocol/limits.ts';

/**
 * Messages up to so many bytes are compressed at once, in a tenth of a millisecond: the way to a thread of the pool and back takes
 * seven times as long.
 */
const AT_ONCE_BYTES = 32 * 1024;

type Unpacked = Result<Uint8Array, 'too-large' | 'bad-message'>;

const deflateAside = promisify(deflate);
const inflateAside = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflate);

/** A message as it goes on the stream: compressed where that pays. */
export async function packFrame(message: Uint8Array): Promise<Uint8Array> {
  if (message.byteLength < COMPRESS_FROM_BYTES) return message;
  return compressedFrame(message.byteLength <= AT_ONCE_BYTES ? deflateSync(message) : await deflateAside(message));
}

/** The message in a frame from outside; never more than a message may be comes out of it. */
export async function unpackFrame(frame: Uint8Array): Promise<Unpacked> {
  const squeezed = compressedPart(frame);
  if (!squeezed) return ok(frame);
  const small: Unpacked = squeezed.byteLength <= AT_ONCE_BYTES ? inflateAtOnce(squeezed) : err('too-large');
  if (small.ok || small.error === 'bad-message') return small;
  try {
    return ok(await inflateAside(squeezed, { maxOutputLength: MAX_MESSAGE_BYTES }));
  } catch (error) {
    return err(failureOf(error));
  }
}

function inflateAtOnce(squeezed: Uint8Array): Unpacked {
  try {
    return ok(inflateSync(squeezed, { maxOutputLength: AT_ONCE_BYTES }));
  } catch (error) {
    return err(failureOf(error));
  }
}

const failureOf = (error: unknown): 'too-large' | 'bad-message' =>
  (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'bad-message';
