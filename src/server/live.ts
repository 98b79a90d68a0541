import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Log } from '../base/log.ts';
import { CLOSE } from '../protocol/close-codes.ts';
import { COMPRESS_FROM_BYTES, MAX_MESSAGE_BYTES } from '../protocol/limits.ts';
import type { Device } from './accounts.ts';
import { LiveSocket, type LiveSession } from './live-socket.ts';
import type { Credential, ServerFrame } from '../protocol/messages.ts';

/** How often an idle socket is asked for a sign of life; two missed signs end it. Access points forget idle flows after minutes. */
const HEARTBEAT_MS = 20_000;
/** Sockets at once: a trolley has 16, a town's ENT a few hundred hubs. */
const MAX_SOCKETS = 2_000;

export interface LiveParts {
  readonly authenticate: (credential: Credential) => Device | undefined;
  readonly node: () => Promise<Extract<ServerFrame, { t: 'welcome' }>['node']>;
  readonly session: (device: Device) => LiveSession;
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
      perMessageDeflate: { threshold: COMPRESS_FROM_BYTES, concurrencyLimit: 4 },
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
      this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#welcome(webSocket));
    });
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

  #welcome(webSocket: WebSocket): void {
    const { authenticate, node, session, log } = this.#parts;
    const socket = new LiveSocket({ webSocket, authenticate, node, session, log });
    this.#sockets.add(socket);
    webSocket.once('close', () => this.#sockets.delete(socket));
  }

  #askForLife(): void {
    for (const socket of this.#sockets) socket.askForLife();
  }
}

/** A page of another site must not open a socket with this node; programs that are no browser send no Origin. */
function isSameOrigin({ headers }: IncomingMessage): boolean {
  if (headers.origin === undefined) return true;
  return URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host;
}
