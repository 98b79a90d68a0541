import { nextTurn } from '../../base/next-turn.ts';
import { decodeMessage, encodeMessage } from '../../protocol/codec.ts';
import { CLOSE } from '../../protocol/close-codes.ts';
import { PING_TIMEOUT_MS, PROTOCOL_VERSION } from '../../protocol/limits.ts';
import {
  type Credential,
  type ServerFrame,
  ServerFrameSchema,
  type SyncRequest,
  type SyncResponse,
} from '../../protocol/messages.ts';
import { type Clock, LinkError, type LinkFailure, type LiveLink } from '../ports.ts';
import { packFrame, unpackFrame } from './frames.ts';

/** How long a node may take to answer on a stream, in milliseconds. */
export const STREAM_TIMEOUT_MS = 10_000;

export const LIVE_PATH = '/api/live';

/** The standard WebSocket, as browsers and Node have it. */
export type OpenSocket = (url: string) => WebSocket;

/**
 * Opens a WebSocket; rejects with LinkError where that takes longer than a ping may (S17). The device presents itself at once, since
 * a node waits for that but a moment: one that is not known there hears so in the place of its first answer.
 */
export function openStream(parts: {
  url: string;
  credential: Credential;
  open: OpenSocket;
  clock: Clock;
}): Promise<LiveLink> {
  return new Promise((resolve, reject) => {
    const stream = new SocketLink(parts);
    stream.onClose((failure) => reject(new LinkError(failure)));
    stream.onOpen(() => resolve(stream));
  });
}

interface Waiting {
  readonly resolve: (response: SyncResponse) => void;
  readonly reject: (error: LinkError) => void;
  readonly stopTimer: () => void;
}

/** The same two messages as `POST /api/sync`, as frames, and answers that come unasked. */
class SocketLink implements LiveLink {
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #credential: Credential;
  readonly #waiting = new Map<number, Waiting>();
  readonly #closeListeners: ((failure: LinkFailure) => void)[] = [];
  /** Answers that came before anyone listened: none may be lost, since the node counts them as read. */
  #early: SyncResponse[] = [];
  #stream: ((response: SyncResponse) => void) | undefined;
  #nextId = 1;
  #failure: LinkFailure | undefined;
  /** Frames go and come in order, also where a large one takes a while to pack or to unpack. */
  #packed: Promise<unknown> = Promise.resolve();
  #unpacked: Promise<unknown> = Promise.resolve();

  constructor({ url, credential, open, clock }: Parameters<typeof openStream>[0]) {
    this.#clock = clock;
    this.#credential = { device: credential.device, secret: credential.secret }; // an enrolment says more than belongs here
    const socket = (this.#socket = open(url));
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('message', (event: MessageEvent) => this.#receive(event.data));
    socket.addEventListener('close', (event) => this.#end(failureOf(event.code)));
    socket.addEventListener('error', () => this.#end('unreachable'));
  }

  onOpen(opened: () => void): void {
    const stopTimer = this.#clock.after(PING_TIMEOUT_MS, () => this.#end('unreachable'));
    this.onClose(stopTimer);
    this.#socket.addEventListener('open', () => {
      stopTimer();
      this.#send({ t: 'hello', v: PROTOCOL_VERSION, ...this.#credential });
      opened();
    });
  }

  sync(request: SyncRequest): Promise<SyncResponse> {
    if (this.#failure) return Promise.reject(new LinkError(this.#failure));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const stopTimer = this.#clock.after(STREAM_TIMEOUT_MS, () => this.#end('unreachable'));
      this.#waiting.set(id, { resolve, reject, stopTimer });
      this.#send({ t: 'sync', id, request });
    });
  }

  onStream(listener: (response: SyncResponse) => void): void {
    this.#stream = listener;
    for (const response of this.#early.splice(0)) listener(response);
  }

  onClose(listener: (failure: LinkFailure) => void): void {
    if (this.#failure) listener(this.#failure);
    else this.#closeListeners.push(listener);
  }

  close(): void {
    this.#end('unreachable');
  }

  #send(frame: unknown): void {
    const packing = packFrame(encodeMessage(frame));
    this.#packed = this.#packed.then(async () => this.#socket.send(await packing));
  }

  #receive(data: unknown): void {
    const unpacking = data instanceof ArrayBuffer ? unpackFrame(new Uint8Array(data)) : undefined;
    this.#unpacked = this.#unpacked.then(async () => {
      const answered = this.#read(await unpacking);
      // Frames may come in one turn: what is behind an answer waits until whoever asked has taken it, else it would overtake it.
      if (answered) await nextTurn();
    });
  }

  /** Tells whether somebody was waiting for it. */
  #read(message: Uint8Array | undefined): boolean {
    if (this.#failure) return false;
    const frame = message && decodeMessage(message, ServerFrameSchema);
    if (frame?.ok) return this.#take(frame.value);
    this.#end(frame?.error === 'old-protocol' ? 'old-protocol' : 'bad-answer');
    return false;
  }

  #take(frame: ServerFrame): boolean {
    if (frame.t === 'refused') {
      this.#end(frame.refused === 'unauthorised' || frame.refused === 'old-protocol' ? frame.refused : 'refused');
      return false;
    }
    if (frame.id === null) {
      this.#unasked(frame.response);
      return false;
    }
    const waiting = this.#waiting.get(frame.id);
    this.#waiting.delete(frame.id);
    waiting?.stopTimer();
    waiting?.resolve(frame.response);
    return waiting !== undefined;
  }

  #unasked(response: SyncResponse): void {
    if (this.#stream) this.#stream(response);
    else this.#early.push(response);
  }

  #end(failure: LinkFailure): void {
    if (this.#failure) return;
    this.#failure = failure;
    this.#socket.close();
    for (const { reject, stopTimer } of this.#waiting.values()) {
      stopTimer();
      reject(new LinkError(failure));
    }
    this.#waiting.clear();
    for (const listener of this.#closeListeners) listener(failure);
  }
}

function failureOf(code: number): LinkFailure {
  if (code === CLOSE.unauthorised) return 'unauthorised';
  if (code === CLOSE.oldProtocol) return 'old-protocol';
  if (code === CLOSE.tooLarge) return 'too-large';
  return 'unreachable';
}
