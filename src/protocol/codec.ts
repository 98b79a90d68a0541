import { decode, type DecodeOptions, encode, Tokenizer } from 'cborg';
import * as v from 'valibot';
import { err, ok, type Result } from '../base/result.ts';
import { MAX_MESSAGE_BYTES, MAX_MESSAGE_ITEMS, PROTOCOL_VERSION } from './limits.ts';

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
  const tokenizer = new CountingTokenizer(bytes, STRICT);
  try {
    value = decode(bytes, { ...STRICT, tokenizer });
  } catch {
    if (tokenizer.isBeyond) return err('too-large');
    return err('bad-message'); // cborg throws on anything that is not well-formed CBOR: the sender is told, nothing is stored
  }
  if (isOtherVersion(value)) return err('old-protocol');
  const parsed = v.safeParse(schema, value);
  return parsed.success ? ok(parsed.output) : err('bad-message');
}

const STRICT: DecodeOptions = { allowIndefinite: false, rejectDuplicateMapKeys: true };

/** Ends the reading of a message that has too many items: their bytes alone would not show what they cost. */
class CountingTokenizer extends Tokenizer {
  #items = 0;

  get isBeyond(): boolean {
    return this.#items > MAX_MESSAGE_ITEMS;
  }

  override next(): ReturnType<Tokenizer['next']> {
    this.#items += 1;
    if (this.isBeyond) throw new Error('too many items');
    return super.next();
  }
}

function isOtherVersion(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'v' in value && value.v !== PROTOCOL_VERSION;
}
