import { concatBytes } from '../base/bytes.ts';

/** First byte of a frame whose rest is compressed with zlib (RFC 1950): no CBOR map begins with it. */
const COMPRESSED = 0;

/** What such a frame holds, or undefined where the frame is CBOR as it is. */
export function compressedPart(frame: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  return frame[0] === COMPRESSED ? (frame.subarray(1) as Uint8Array<ArrayBuffer>) : undefined;
}

export function compressedFrame(zlib: Uint8Array): Uint8Array<ArrayBuffer> {
  return concatBytes([Uint8Array.of(COMPRESSED), zlib]);
}
