import { decode, encode } from 'cborg';
import * as v from 'valibot';
import { err, ok, type Result } from '../base/result.ts';
import { MAX_MESSAGE_BYTES, PROTOCOL_VERSION } from './limits.ts';

/** CBOR (RFC 8949), definite lengths, string keys. */
export function encodeMessage(message: unknown): Uint8Array<ArrayBuffer> {
  return encode(message) as Uint8Array<ArrayBuffer>;
}

export type DecodeFailure = 'bad-message' | 'too-large' | 'old-protocol';

/** Reads bytes from outside: capped, strictly CBOR, of the schema's shape and of this version. Unknown fields are left out. */
export function decodeMessage<Schema extends v.GenericSchema>(
  bytes: Uint8Array,
  schema: Schema,
): Result<v.InferOutput<Schema>, DecodeFailure> {
  if (bytes.byteLength > MAX_MESSAGE_BYTES) return err('too-large');
  let value: unknown;
  try {
    value = decode(bytes, { allowIndefinite: false, rejectDuplicateMapKeys: true });
  } catch {
    return err('bad-message'); // cborg throws on anything that is not well-formed CBOR: the sender is told, nothing is stored
  }
  if (isOtherVersion(value)) return err('old-protocol');
  const parsed = v.safeParse(schema, value);
  return parsed.success ? ok(parsed.output) : err('bad-message');
}

function isOtherVersion(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'v' in value && value.v !== PROTOCOL_VERSION;
}
