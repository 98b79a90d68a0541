import { decodeMessage, encodeMessage } from '../../src/protocol/codec.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/limits.ts';
import {
  type ClientFrame,
  ClientFrameSchema,
  type Ping,
  type Push,
  type ServerFrame,
  type SyncRequest,
  type SyncResponse,
} from '../../src/protocol/messages.ts';

const EPOCH = 'fake-hub';
const PING: Ping = {
  node: EPOCH,
  role: 'hub',
  epoch: EPOCH,
  version: 'test',
  protocol: PROTOCOL_VERSION,
  demonstration: false,
};

/** A trolley's hub behind a page's `fetch` and `WebSocket`: takes all that is pushed, and has nothing of its own to say. */
export class FakeHub {
  /** Whether the trolley is in reach. */
  #isNear = true;
  readonly #open = new Set<FakeSocket>();
  /** Updates that it has taken, in their order. */
  readonly taken: Push[] = [];
  /** How often a stream was asked for, whether it was near or not. */
  knocks = 0;
  /** Most streams that were ever open at once. */
  mostStreams = 0;

  get streams(): number {
    return this.#open.size;
  }

  readonly fetch = async (path: string): Promise<Response> => {
    if (!this.#isNear) throw new TypeError('Failed to fetch');
    return path === '/api/ping' ? Response.json(PING) : new Response(undefined, { status: 404 });
  };

  openSocket(): FakeSocket {
    const socket = new FakeSocket(
      (request) => this.#answer(request),
      () => this.#open.delete(socket),
    );
    this.knocks += 1;
    queueMicrotask(() => {
      if (!this.#isNear) return socket.close();
      this.#open.add(socket);
      this.mostStreams = Math.max(this.mostStreams, this.streams);
      socket.dispatchEvent(new Event('open'));
    });
    return socket;
  }

  goAway(): void {
    this.#isNear = false;
    for (const socket of this.#open) socket.close();
  }

  comeBack(): void {
    this.#isNear = true;
  }

  #answer({ pushes }: SyncRequest): SyncResponse {
    const first = this.taken.length + 1;
    this.taken.push(...pushes);
    const seq = this.taken.length;
    return {
      v: PROTOCOL_VERSION,
      node: { epoch: EPOCH, role: 'hub' },
      results: pushes.map((_, i) => ({ s: 'ok', seq: first + i })),
      rows: [],
      diffs: [],
      since: 0,
      receipt: { seq: 0, held: [] },
      cursor: { epoch: EPOCH, seq, tag: seq === 0 ? '' : `tag-${seq}` },
      more: false,
    };
  }
}

/** The page's end of a stream. Small frames only, since it does not unpack. */
class FakeSocket extends EventTarget {
  binaryType = 'blob';
  readonly #answer: (request: SyncRequest) => SyncResponse;
  readonly #closed: () => void;

  constructor(answer: (request: SyncRequest) => SyncResponse, closed: () => void) {
    super();
    this.#answer = answer;
    this.#closed = closed;
  }

  send(bytes: Uint8Array): void {
    const decoded = decodeMessage(bytes, ClientFrameSchema);
    if (!decoded.ok) throw new Error(`the page sends what no hub reads: ${decoded.error}`);
    this.#take(decoded.value);
  }

  close(): void {
    this.#closed();
    this.dispatchEvent(new CloseEvent('close', { code: 1000 }));
  }

  #take(frame: ClientFrame): void {
    if (frame.t === 'hello') return;
    const answer: ServerFrame = { t: 'sync', id: frame.id, response: this.#answer(frame.request) };
    const data = encodeMessage(answer).slice().buffer;
    queueMicrotask(() => this.dispatchEvent(new MessageEvent('message', { data })));
  }
}
