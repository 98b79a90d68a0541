import { concatBytes } from '../../base/bytes.ts';
import { compressedFrame, compressedPart } from '../../protocol/frames.ts';
import { COMPRESS_FROM_BYTES, MAX_MESSAGE_BYTES } from '../../protocol/limits.ts';

/** A message as it goes on the stream: compressed where that pays. */
export async function packFrame(message: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  if (message.byteLength < COMPRESS_FROM_BYTES) return message;
  const squeezed = new Blob([message]).stream().pipeThrough(new CompressionStream('deflate'));
  return compressedFrame(new Uint8Array(await new Response(squeezed).arrayBuffer()));
}

/** The message in a frame; undefined where it is damaged or larger than a message may be. */
export async function unpackFrame(frame: Uint8Array): Promise<Uint8Array | undefined> {
  const squeezed = compressedPart(frame);
  if (!squeezed) return frame;
  try {
    const plain = new Blob([squeezed]).stream().pipeThrough(new DecompressionStream('deflate'));
    return await collect(plain.getReader());
  } catch {
    return undefined; // not of its encoding
  }
}

/** Counts what really comes out: few bytes may become very many. */
async function collect(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return concatBytes(parts);
    size += value.byteLength;
    if (size > MAX_MESSAGE_BYTES) return void (await reader.cancel());
    parts.push(value);
  }
}
