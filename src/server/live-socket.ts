import { randomBytes } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { Log } from '../base/log.ts';
import { ok } from '../base/result.ts';
import { CLOSE } from '../protocol/close-codes.ts';
import { decodeMessage, encodeMessage } from '../protocol/codec.ts';
import { PROTOCOL_VERSION } from '../protocol/limits.ts';
import {
  type ClientFrame,
  ClientFrameSchema,
  type Credential,
  type RefusalCode,
  type ServerFrame,
  type SyncRequest,
  type SyncResponse,
} from '../protocol/messages.ts';
import type { Device } from './accounts.ts';
import { packFrame, unpackFrame } from './live-frames.ts';

/** A socket that has not said hello by then is closed. */
export const HELLO_LIMIT_MS = 5_000;
/** Largest first frame, in bytes: nobody unknown makes us read more. */
const MAX_HELLO_BYTES = 1_024;
/** Frames that may wait for their answers; beyond, reading stops until some are answered. */
const MAX_WAITING = 16;
/** A peer that has not closed by then is cut off. */
const GOODBYE_LIMIT_MS = 1_000;

/** One device's place in the stream, as the engine gives it. */
export interface LiveSession {
  answer(request: SyncRequest): Promise<SyncResponse>;
  /** `send` resolves when the bytes have left, so that a slow tablet slows its own stream alone. */
  onStream(send: (response: SyncResponse) => Promise<void>): void;
  close(): void;
}

interface LiveSocketParts {
  readonly webSocket: WebSocket;
  readonly authenticate: (credential: Credential) => Device | undefined;
  readonly session: (device: Device) => LiveSession;
  readonly log: Log;
}

const CLOSE_OF: Partial<Record<RefusalCode, number>> = {
  'bad-message': CLOSE.badMessage,
  'old-protocol': CLOSE.oldProtocol,
  'too-large': CLOSE.tooLarge,
  unauthorised: CLOSE.unauthorised,
};
/** RFC 6455: the server met something it did not expect. */
const CLOSE_INTERNAL = 1011;

/*
 * opened ──hello──▶ greeted ──sync…──▶ greeted        every frame is answered in its turn
 *    │ nothing in time, not a hello, bad credential      │ bad frame, too large, silent for two heartbeats
 *    └──────────────▶ closed ◀──────────────────────────┘
 */
export class LiveSocket {
  readonly #parts: LiveSocketParts;
  readonly #helloLimit: NodeJS.Timeout;
  #session: LiveSession | undefined;
  #device: string | undefined;
  #asked = false;
  #alive = true;
  #heard = false;
  #waiting = 0;
  /** Frames are handled one after the other, in the order in which they came. */
  #turn: Promise<void> = Promise.resolve();
  /** Frames leave in the order in which they were to be sent, also where a large one took a while to compress. */
  #packed: Promise<unknown> = Promise.resolve();

  constructor(parts: LiveSocketParts) {
    this.#parts = parts;
    const { webSocket } = parts;
    // A node that stood still looks first at what came meanwhile, and judges then.
    this.#helloLimit = setTimeout(() => setImmediate(() => this.#endUnheard()), HELLO_LIMIT_MS);
    webSocket.on('message', (data: Buffer, isBinary) => this.#take(data, isBinary));
    webSocket.on('pong', () => (this.#alive = true));
    // A failing socket also closes, and that is what is acted upon.
    webSocket.on('error', (error) => parts.log.info('a socket failed', { reason: error.message }));
    webSocket.once('close', () => this.#forget());
  }

  /** The device that has proved who it is here. */
  get device(): string | undefined {
    return this.#device;
  }

  /** Calls back when the peer answers a ping that is sent now; never where it has gone or is about to. */
  whenAnswering(call: () => void): void {
    const { webSocket } = this.#parts;
    if (this.#asked || webSocket.readyState !== webSocket.OPEN) return;
    this.#asked = true;
    const sign = randomBytes(8);
    const hear = (answer: Buffer): void => {
      if (!answer.equals(sign)) return;
      webSocket.off('pong', hear);
      this.#asked = false;
      // A peer that said goodbye before it answered is on its way out: its goodbye came first.
      if (webSocket.readyState === webSocket.OPEN) call();
    };
    webSocket.on('pong', hear);
    webSocket.ping(sign);
  }

  /** Ends a socket that gave no sign since the last call, and asks for the next. */
  askForLife(): void {
    if (!this.#alive) return this.#parts.webSocket.terminate();
    this.#alive = false;
    this.#parts.webSocket.ping();
  }

  /** Closes, and waits until the peer has closed too or a moment has passed. */
  async end(code: number): Promise<void> {
    const { webSocket } = this.#parts;
    if (webSocket.readyState === webSocket.CLOSED) return;
    await new Promise<void>((resolve) => {
      const cut = setTimeout(() => webSocket.terminate(), GOODBYE_LIMIT_MS);
      webSocket.once('close', () => {
        clearTimeout(cut);
        resolve();
      });
      webSocket.close(code);
    });
  }

  #take(data: Buffer, isBinary: boolean): void {
    this.#alive = true;
    this.#heard = true;
    this.#waiting += 1;
    if (this.#waiting >= MAX_WAITING) this.#parts.webSocket.pause();
    this.#turn = this.#turn
      .then(() => this.#handle(data, isBinary))
      .catch(async (error: unknown) => {
        this.#parts.log.error('a frame failed', { error: error instanceof Error ? error.stack : String(error) });
        await this.#refuse('internal');
      })
      .finally(() => {
        this.#waiting -= 1;
        if (this.#parts.webSocket.isPaused) this.#parts.webSocket.resume();
      });
  }

  async #handle(data: Buffer, isBinary: boolean): Promise<void> {
    const { webSocket } = this.#parts;
    if (webSocket.readyState !== webSocket.OPEN) return; // closed while earlier frames were answered
    if (!isBinary) return this.#refuse('bad-message');
    if (!this.#session && data.byteLength > MAX_HELLO_BYTES) return this.#refuse('unauthorised');
    // Nothing is unpacked for somebody unknown.
    const message = this.#session ? await unpackFrame(data) : ok(data);
    if (!message.ok) return this.#refuse(message.error);
    const frame = decodeMessage(message.value, ClientFrameSchema);
    if (!frame.ok) return this.#refuse(frame.error);
    if (frame.value.t === 'hello') return this.#greet(frame.value);
    if (!this.#session) return this.#refuse('unauthorised');
    if (frame.value.request.v !== PROTOCOL_VERSION) return this.#refuse('old-protocol');
    const response = await this.#session.answer(frame.value.request);
    await this.#send({ t: 'sync', id: frame.value.id, response });
  }

  async #greet({ device: id, secret }: Extract<ClientFrame, { t: 'hello' }>): Promise<void> {
    if (this.#session) return this.#refuse('bad-message');
    const device = this.#parts.authenticate({ device: id, secret });
    if (!device) return this.#refuse('unauthorised');
    this.#device = device.id; // from here on, whoever takes this device's rights finds the socket
    this.#session = this.#parts.session(device);
    this.#session.onStream((response) => this.#send({ t: 'sync', id: null, response }));
  }

  /** Resolves when the bytes are with the system, or when the socket has closed and nobody waits for them. */
  async #send(frame: ServerFrame): Promise<void> {
    const { webSocket } = this.#parts;
    if (webSocket.readyState !== webSocket.OPEN) return;
    const packing = packFrame(encodeMessage(frame));
    const packed = this.#packed.then(() => packing);
    this.#packed = packed;
    const bytes = await packed;
    if (webSocket.readyState !== webSocket.OPEN) return;
    await new Promise<void>((resolve) => webSocket.send(bytes, () => resolve()));
  }

  /** Who says nothing may be a page that was suspended, or far away: it is not refused, and comes back. */
  #endUnheard(): void {
    if (!this.#heard) void this.end(CLOSE.noHello);
  }

  async #refuse(refused: RefusalCode): Promise<void> {
    await this.#send({ t: 'refused', v: PROTOCOL_VERSION, refused });
    await this.end(CLOSE_OF[refused] ?? CLOSE_INTERNAL);
  }

  #forget(): void {
    clearTimeout(this.#helloLimit);
    this.#session?.close();
    this.#session = undefined;
  }
}
