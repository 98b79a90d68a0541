import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { CLOSE } from '../../src/protocol/close-codes.ts';
import { decodeMessage, encodeMessage } from '../../src/protocol/codec.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/limits.ts';
import { ClientFrameSchema, type SyncResponse } from '../../src/protocol/messages.ts';

const NODE = { epoch: 'e', role: 'ent' } as const;
const NOTHING_NEW: SyncResponse = {
  v: PROTOCOL_VERSION,
  node: NODE,
  cursor: { epoch: NODE.epoch, seq: 0, tag: '' },
  receipt: { seq: 0, held: [] },
  results: [],
  diffs: [],
  rows: [],
  since: 0,
  more: false,
};

/** What a hub sees of an ENT, with nothing behind it: whom it knows is the test's to say. */
export class StandInEnt {
  /** Devices that were enrolled, in their order: `hub-1`, `hub-2`… */
  readonly enrolled: string[] = [];
  /** Who said hello on a stream, in their order. */
  readonly greeted: string[] = [];
  /** Uses that its code has left. */
  codeUses = 1;
  /** Devices that it lets in, and, by this, on a stream. */
  readonly known = new Set<string>();
  knowsOnStreams: () => boolean = () => true;
  /** Is called when a code was spent and before the answer leaves. */
  codeSpent: () => void = () => undefined;
  /** Streams that are open now, by device. */
  readonly live = new Set<string>();
  readonly #server = createServer((request, response) => this.#answer(request, response));
  readonly #streams = new WebSocketServer({ server: this.#server, path: '/api/live' });

  static async start(): Promise<StandInEnt> {
    const ent = new StandInEnt();
    ent.#stream();
    await new Promise<void>((resolve) => ent.#server.listen(0, '127.0.0.1', resolve));
    return ent;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** As if it had been restored from before this device came: its streams end. */
  forget(device: string): void {
    this.known.delete(device);
    this.#endStreams();
  }

  async close(): Promise<void> {
    this.#endStreams();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #endStreams(): void {
    for (const stream of this.#streams.clients) stream.terminate();
  }

  #answer({ url, headers }: IncomingMessage, response: ServerResponse): void {
    if (url === '/api/enrol') return this.#enrol(response);
    if (url === '/api/sync') {
      const device = /^Bearer (.+)\./.exec(headers.authorization ?? '')?.[1] ?? '';
      const isKnown = this.known.has(device);
      response.statusCode = isKnown ? 200 : 401;
      response.end(encodeMessage(isKnown ? NOTHING_NEW : { v: PROTOCOL_VERSION, refused: 'unauthorised' }));
      return;
    }
    const ping = { node: 'ent', epoch: NODE.epoch, version: '0', protocol: PROTOCOL_VERSION, demonstration: false };
    response.end(JSON.stringify({ ...ping, role: 'ent' }));
  }

  #enrol(response: ServerResponse): void {
    if (this.codeUses < 1) {
      response.statusCode = 403;
      response.end(JSON.stringify({ v: PROTOCOL_VERSION, refused: 'code-used' }));
      return;
    }
    this.codeUses -= 1;
    const device = `hub-${this.enrolled.length + 1}`;
    this.enrolled.push(device);
    this.known.add(device);
    this.codeSpent();
    const enrolment = { device, secret: 'secret', role: 'hub', number: 0, classes: [], account: '', school: 'Tortues' };
    response.end(JSON.stringify(enrolment));
  }

  #stream(): void {
    this.#streams.on('connection', (socket) => {
      let device = '';
      socket.on('close', () => this.live.delete(device));
      socket.on('message', (data: Buffer) => {
        const frame = decodeMessage(data, ClientFrameSchema);
        if (!frame.ok) throw new Error(frame.error);
        if (frame.value.t === 'sync') {
          socket.send(encodeMessage({ t: 'sync', id: frame.value.id, response: NOTHING_NEW }));
          return;
        }
        device = frame.value.device;
        this.greeted.push(device);
        if (!this.known.has(device) || !this.knowsOnStreams()) return socket.close(CLOSE.unauthorised);
        this.live.add(device);
      });
    });
  }
}
