import * as v from 'valibot';
import { err, ok, type Result } from '../../base/result.ts';
import { RefusalSchema } from '../../protocol/messages.ts';
import type { Answer, OfficeLine, OfficeRequest, OfficeTrouble } from '../../sync/office/line.ts';

/** How long an answer may take, in milliseconds: a person stands and waits, and a password costs its hash. */
const ANSWER_LIMIT_MS = 15_000;
/** A file may take a whole backup's time over Wi-Fi. */
const FILE_LIMIT_MS = 10 * 60_000;
/** What to wait where the node does not say. */
const PAUSE_SECONDS = 30;

/** The token of who is signed in on this page; the line reads it and learns when it is good no more. */
export interface TokenKeeper {
  readonly token: string | undefined;
  /** The node does not know the token any more. */
  lost(): void;
}

/** OfficeLine by fetch. */
export class HttpOfficeLine implements OfficeLine {
  readonly #fetch: typeof globalThis.fetch;
  readonly #keeper: TokenKeeper;

  constructor(fetch: typeof globalThis.fetch, keeper: TokenKeeper) {
    this.#fetch = fetch;
    this.#keeper = keeper;
  }

  async ask<Schema extends v.GenericSchema>(request: OfficeRequest, schema: Schema): Answer<v.InferOutput<Schema>> {
    return this.#send(request, async (response) => {
      const answer = v.safeParse(schema, await response.json());
      return answer.success ? ok(answer.output) : err({ why: 'unreachable' }); // something else than our node answered
    });
  }

  async download(request: OfficeRequest): Answer<Blob> {
    return this.#send(request, async (response) => ok(await response.blob()), FILE_LIMIT_MS);
  }

  async #send<Value>(
    request: OfficeRequest,
    read: (response: Response) => Answer<Value>,
    limitMs = request.file === undefined ? ANSWER_LIMIT_MS : FILE_LIMIT_MS,
  ): Promise<Result<Value, OfficeTrouble>> {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), limitMs);
    const { token } = this.#keeper;
    try {
      const response = await this.#fetch(request.path, { ...init(request, token), signal: timeout.signal });
      if (response.ok) return await read(response);
      const trouble = await troubleOf(response);
      if (trouble.why === 'refused' && trouble.code === 'unauthorised' && token !== undefined) this.#keeper.lost();
      return err(trouble);
    } catch {
      return err({ why: 'unreachable' }); // no network, no answer in time, or no JSON
    } finally {
      clearTimeout(timer);
    }
  }
}

function init({ method, json, file }: OfficeRequest, token: string | undefined): RequestInit {
  return {
    method,
    cache: 'no-store',
    headers: {
      ...(token === undefined ? {} : { authorization: `Session ${token}` }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(file === undefined ? {} : { 'content-type': 'application/octet-stream' }),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    ...(file === undefined ? {} : { body: file }),
  };
}

async function troubleOf(response: Response): Promise<OfficeTrouble> {
  const refusal = v.safeParse(RefusalSchema, await response.json());
  if (!refusal.success || refusal.output.refused === 'internal') return { why: 'unreachable' };
  if (refusal.output.refused !== 'too-many-tries') return { why: 'refused', code: refusal.output.refused };
  return { why: 'pause', seconds: Number(response.headers.get('retry-after')) || PAUSE_SECONDS };
}
