import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { COMPRESS_FROM_BYTES } from '../protocol/limits.ts';

/** Brotli at 4 is as quick as gzip here and a tenth smaller; above it a hub's small processor would be the narrow place. */
const BROTLI_QUALITY = 4;

const asBrotli = promisify(brotliCompress);
const asGzip = promisify(gzip);

export interface Compressed {
  readonly bytes: Uint8Array;
  readonly encoding: 'br' | 'gzip' | undefined;
}

/** Compresses a whole answer as its asker allows; small ones stay as they are. */
export async function compress(bytes: Uint8Array, acceptEncoding: string | undefined): Promise<Compressed> {
  if (bytes.byteLength < COMPRESS_FROM_BYTES) return { bytes, encoding: undefined };
  const accepted = acceptedEncodings(acceptEncoding ?? '');
  if (accepted.has('br')) {
    return {
      bytes: await asBrotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
      encoding: 'br',
    };
  }
  return accepted.has('gzip') ? { bytes: await asGzip(bytes), encoding: 'gzip' } : { bytes, encoding: undefined };
}

function acceptedEncodings(header: string): Set<string> {
  const entries = header.split(',').map((entry) => entry.trim().toLowerCase().split(';'));
  return new Set(entries.filter(([, weight]) => !/^\s*q=0(\.0*)?\s*$/.test(weight ?? '')).map(([name]) => name ?? ''));
}
