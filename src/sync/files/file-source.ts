import * as v from 'valibot';
import { type Credential, type Manifest, ManifestSchema } from '../../protocol/messages.ts';
import { authorization, type Fetch } from '../links/http-link.ts';
import { LinkError } from '../ports.ts';

/** Where files come from: the upstream's `/api/files`. */
export interface FileSource {
  /** Undefined where the upstream does not have the file (yet). Throws LinkError when it does not answer. */
  manifest(sha256: string): Promise<Manifest | undefined>;
  /** Bytes from `start` up to and without `end`; throws LinkError unless all of them came. */
  range(sha256: string, start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** How long one range may take, in milliseconds: 4 MiB shared by 14 tablets on a slow access point. */
export const RANGE_TIMEOUT_MS = 60_000;

export const filePath = (sha256: string): string => `/api/files/${sha256}`;

export class HttpFileSource implements FileSource {
  readonly #base: string;
  readonly #credential: Credential;
  readonly #fetch: Fetch;

  constructor(parts: { base: string; credential: Credential; fetch: Fetch }) {
    this.#base = parts.base;
    this.#credential = parts.credential;
    this.#fetch = parts.fetch;
  }

  async manifest(sha256: string): Promise<Manifest | undefined> {
    const response = await this.#get(`${filePath(sha256)}/manifest`, {});
    if (response.status === 404) return undefined;
    if (!response.ok) throw new LinkError(response.status === 401 ? 'unauthorised' : 'refused');
    const parsed = v.safeParse(ManifestSchema, await response.json().catch(() => undefined)); // not JSON fails the schema below
    if (!parsed.success) throw new LinkError('bad-answer');
    return parsed.output;
  }

  async range(sha256: string, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const response = await this.#get(filePath(sha256), { range: `bytes=${start}-${end - 1}` });
    if (response.status !== 206) throw new LinkError(response.status === 401 ? 'unauthorised' : 'bad-answer');
    const bytes = await response.arrayBuffer().catch((cause: unknown) => {
      throw new LinkError('unreachable', cause);
    });
    if (bytes.byteLength !== end - start) throw new LinkError('bad-answer');
    return new Uint8Array(bytes);
  }

  async #get(path: string, headers: Record<string, string>): Promise<Response> {
    try {
      return await this.#fetch(this.#base + path, {
        headers: { ...headers, authorization: authorization(this.#credential) },
        cache: 'no-store',
        signal: AbortSignal.timeout(RANGE_TIMEOUT_MS),
      });
    } catch (cause) {
      throw new LinkError('unreachable', cause);
    }
  }
}
