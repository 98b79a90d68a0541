import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Log } from '../base/log.ts';
import { CLOSE } from '../protocol/close-codes.ts';
import { MAX_MESSAGE_BYTES } from '../protocol/limits.ts';
import type { Device } from './accounts.ts';
import { LiveSocket, type LiveSession } from './live-socket.ts';
import type { Credential } from '../protocol/messages.ts';
import { isSameOrigin } from './same-origin.ts';

/** How often an idle socket is asked for a sign of life; two missed signs end it. Access points forget idle flows after minutes. */
const HEARTBEAT_MS = 20_000;
/** Sockets at once: a trolley has 16, a town's ENT a few hundred hubs. */
const MAX_SOCKETS = 2_000;

export interface LiveParts {
  readonly authenticate: (credential: Credential) => Device | undefined;
  readonly session: (device: Device) => LiveSession;
  /** Hears of a device whose secret two peers use at once. */
  readonly cloned: (device: string) => void;
  /** Hears of a device whose stream ended. */
  readonly left: (device: string) => void;
  readonly log: Log;
}

/** `GET /api/live`: the same exchange as a stream (PROTOCOL.md). */
export class Live {
  readonly #parts: LiveParts;
  readonly #server: WebSocketServer;
  readonly #sockets = new Set<LiveSocket>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor(parts: LiveParts) {
    this.#parts = parts;
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload: MAX_MESSAGE_BYTES,
      // Messages are compressed by themselves where that pays (PROTOCOL.md): this one costs each small frame its passage through two threads.
      perMessageDeflate: false,
    });
    this.#heartbeat = setInterval(() => this.#askForLife(), HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  /** Takes the upgrades of this server. */
  attach(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => socket.destroy()); // the peer has gone: there is nobody to tell
      const status = this.#refusedUpgrade(request);
      if (status) return void socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#take(webSocket));
    });
  }

  /** Ends the streams of one device: it comes back and hears what has changed, unless the code says that it may not. */
  drop(device: string, code: number): void {
    for (const socket of this.#of(device)) void socket.end(code);
  }

  /** Whether this device has a stream now. */
  isConnected(device: string): boolean {
    return this.#of(device).length > 0;
  }

  /** Says goodbye to all sockets; their devices come back after a moment. */
  async close(): Promise<void> {
    clearInterval(this.#heartbeat);
    await Promise.all([...this.#sockets].map((socket) => socket.end(CLOSE.goingAway)));
  }

  #refusedUpgrade(request: IncomingMessage): string | undefined {
    if (request.url?.split('?')[0] !== '/api/live') return '404 Not Found';
    if (!isSameOrigin(request)) return '403 Forbidden';
    return this.#sockets.size < MAX_SOCKETS ? undefined : '503 Service Unavailable';
  }

  #take(webSocket: WebSocket): void {
    const { authenticate, log } = this.#parts;
    const session = (device: Device): LiveSession => {
      this.#lookForTwins(device.id, socket);
      return this.#parts.session(device);
    };
    const socket: LiveSocket = new LiveSocket({ webSocket, authenticate, session, log });
    this.#sockets.add(socket);
    webSocket.once('close', () => {
      this.#sockets.delete(socket);
      if (socket.device !== undefined) this.#parts.left(socket.device);
    });
  }

  /**
   * A profile has one stream at a time, since one tab of it leads (S15), and it says goodbye to the old one before it opens
   * a new one. An older stream that still answers after a newer one said hello is therefore another profile with the same secret:
   * a copy. Nothing kept inside a profile could tell, because it is copied too; a tablet that was put back to an
   * earlier image is one device and must not be taken for two. Copies that never meet stay unseen.
   */
  #lookForTwins(device: string, newest: LiveSocket): void {
    for (const older of this.#of(device)) {
      if (older !== newest) older.whenAnswering(() => this.#parts.cloned(device));
    }
  }

  #of(device: string): LiveSocket[] {
    return [...this.#sockets].filter((socket) => socket.device === device);
  }

  #askForLife(): void {
    for (const socket of this.#sockets) socket.askForLife();
  }
}
