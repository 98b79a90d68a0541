import { COMPRESS_FROM_BYTES } from '../../protocol/limits.ts';
import { decodeMessage, encodeMessage } from '../../protocol/codec.ts';
import {
  type Credential,
  RefusalSchema,
  type RefusalCode,
  type SyncRequest,
  type SyncResponse,
  SyncResponseSchema,
} from '../../protocol/messages.ts';
import { type Link, LinkError, type LinkFailure } from '../ports.ts';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** How long one exchange may take, in milliseconds: a class's day over a crowded access point stays far below. */
export const EXCHANGE_TIMEOUT_MS = 30_000;

export const SYNC_PATH = '/api/sync';
const CBOR = 'application/cbor';

export function authorization(credential: Credential): string {
  return `Bearer ${credential.device}.${credential.secret}`;
}

/** `POST /api/sync`: one exchange a request. Works in the page, the service worker and the hub alike. */
export class HttpLink implements Link {
  readonly #base: string;
  readonly #credential: Credential;
  readonly #fetch: Fetch;

  /** `base` is the upstream's origin, or '' for the page's own. */
  constructor(parts: { base: string; credential: Credential; fetch: Fetch }) {
    this.#base = parts.base;
    this.#credential = parts.credential;
    this.#fetch = parts.fetch;
  }

  async sync(request: SyncRequest): Promise<SyncResponse> {
    const plain = encodeMessage(request);
    const squeezed = plain.byteLength >= COMPRESS_FROM_BYTES;
    const response = await this.#send(squeezed ? await gzip(plain) : plain, squeezed);
    const bytes = await bodyOf(response);
    if (!response.ok) throw new LinkError(failureOf(response.status, bytes));
    const decoded = decodeMessage(bytes, SyncResponseSchema);
    if (!decoded.ok) throw new LinkError(decoded.error === 'old-protocol' ? 'old-protocol' : 'bad-answer');
    return decoded.value;
  }

  async #send(body: Uint8Array<ArrayBuffer>, squeezed: boolean): Promise<Response> {
    try {
      return await this.#fetch(this.#base + SYNC_PATH, {
        method: 'POST',
        headers: {
          'content-type': CBOR,
          accept: CBOR,
          authorization: authorization(this.#credential),
          ...(squeezed ? { 'content-encoding': 'gzip' } : {}),
        },
        body,
        cache: 'no-store',
        signal: AbortSignal.timeout(EXCHANGE_TIMEOUT_MS),
      });
    } catch (cause) {
      throw new LinkError('unreachable', cause);
    }
  }
}

async function bodyOf(response: Response): Promise<Uint8Array> {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new LinkError('unreachable', cause); // the connection broke inside the answer: nothing of it is used
  }
}

async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const squeezed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(squeezed).arrayBuffer());
}

const FAILURES: Partial<Record<RefusalCode, LinkFailure>> = {
  unauthorised: 'unauthorised',
  'old-protocol': 'old-protocol',
  'too-large': 'too-large',
};

function failureOf(status: number, bytes: Uint8Array): LinkFailure {
  const refusal = decodeMessage(bytes, RefusalSchema);
  if (refusal.ok) return FAILURES[refusal.value.refused] ?? 'refused';
  return status >= 500 ? 'unreachable' : 'bad-answer';
}
