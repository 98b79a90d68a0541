import { inflateSync } from 'node:zlib';
import WebSocket from 'ws';
import { decodeMessage, encodeMessage } from '../../src/protocol/codec.ts';
import { type ServerFrame, ServerFrameSchema } from '../../src/protocol/messages.ts';

/** A raw socket to `/api/live`: sends what it is told to, and keeps what it hears until someone asks. */
export class LiveClient {
  readonly closed: Promise<number>;
  readonly socket: WebSocket;
  readonly #heard: ServerFrame[] = [];
  #wake: () => void = () => undefined;

  constructor(base: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(`${base.replace(/^http/, 'ws')}/api/live`, { headers });
    this.socket.on('error', () => undefined); // it closes then, and that is what tests look at
    this.closed = new Promise((resolve) => this.socket.once('close', resolve));
    this.socket.on('message', (data: Buffer) => {
      const frame = decodeMessage(data[0] === 0 ? inflateSync(data.subarray(1)) : data, ServerFrameSchema);
      if (!frame.ok) throw new Error(`not a frame: ${frame.error}`);
      this.#heard.push(frame.value);
      this.#wake();
    });
  }

  async opened(): Promise<this> {
    await new Promise((resolve, reject) => this.socket.once('open', resolve).once('error', reject));
    return this;
  }

  send(frame: unknown): void {
    this.socket.send(encodeMessage(frame));
  }

  sendRaw(data: string | Uint8Array): void {
    this.socket.send(data);
  }

  /** The next frame; waits for it. */
  async next(): Promise<ServerFrame> {
    for (;;) {
      const frame = this.#heard.shift();
      if (frame) return frame;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
