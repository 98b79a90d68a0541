import type * as v from 'valibot';
import type { Result } from '../../base/result.ts';
import type { RefusalCode } from '../../protocol/messages.ts';

/** Why the office got no answer that it can use. */
export type OfficeTrouble =
  | { readonly why: 'unreachable' }
  | { readonly why: 'refused'; readonly code: RefusalCode }
  /** Too many tries, or too many at once. */
  | { readonly why: 'pause'; readonly seconds: number };

export type Answer<Value> = Promise<Result<Value, OfficeTrouble>>;

/** One request of the office. */
export interface OfficeRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Such as /api/adults. */
  readonly path: string;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** A file, sent as it is. */
  readonly file?: Blob;
}

/**
 * The way from the screens of the office to the node, in the name of who is signed in. The rooms' own ports are made on it
 * (src/device/office/).
 */
export interface OfficeLine {
  /** Asks and reads the answer's JSON by this schema. */
  ask<Schema extends v.GenericSchema>(request: OfficeRequest, schema: Schema): Answer<v.InferOutput<Schema>>;
  /** Asks for a file to save. */
  download(request: OfficeRequest): Answer<Blob>;
}
