import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What the panel asks is answered whatever is cut: else nothing could be restored. */
const isPanel = (request: IncomingMessage): boolean => request.url?.split('?')[0] === '/api/demonstration';

/**
 * A cut that is real to whoever is outside: while shut, requests are dropped without an answer and open sockets end, as
 * behind an access point that has lost its power.
 */
export class Gate {
  readonly #sockets = new Set<Socket>();
  #open = true;

  get open(): boolean {
    return this.#open;
  }

  /** A server whose every request passes here first. */
  makeServer = (handler: (request: IncomingMessage, response: ServerResponse) => void): Server => {
    const server = createServer((request, response) => {
      if (this.#open || isPanel(request)) handler(request, response);
      else request.socket.destroy();
    });
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    server.on('upgrade', (request: IncomingMessage) => void (this.#open || request.socket.destroy()));
    return server;
  };

  /** Opens or shuts; when shut, every socket ends but the one that asked. */
  set(open: boolean, asker?: Socket): void {
    this.#open = open;
    if (open) return;
    for (const socket of this.#sockets) if (socket !== asker) socket.destroy();
  }
}
