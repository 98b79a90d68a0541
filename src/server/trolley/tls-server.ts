import type { Server } from 'node:http';
import { createSecureServer } from 'node:http2';
import type { Socket } from 'node:net';
import type { HttpParts } from '../http.ts';
import type { TrolleyIdentity } from './identity.ts';

/** Chromium 109 and iPadOS 15 both speak 1.3; older than 1.2 nobody should. */
const MIN_VERSION = 'TLSv1.2';

/**
 * HTTPS in the identity's name: HTTP/2 where the browser asks for it, HTTP/1.1 for its WebSockets and for older programs.
 * A certificate that is issued anew serves from the next connection on.
 */
export function tlsServer(identity: TrolleyIdentity): HttpParts['makeServer'] {
  return (handler) => {
    const settings = () => ({ ...identity.credentials, minVersion: MIN_VERSION }) as const;
    // Node gives both protocols' requests the same shape, which its types do not say.
    const listener = handler as unknown as Parameters<typeof createSecureServer>[1];
    const server = createSecureServer({ ...settings(), allowHTTP1: true }, listener);
    const stopHearing = identity.changed.subscribe(() => server.setSecureContext(settings()));
    const sockets = new Set<Socket>();
    server.on('secureConnection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    server.once('close', stopHearing);
    // Unlike the other servers of Node, this one has no way to cut what is left at the end.
    const closeAllConnections = (): void => sockets.forEach((socket) => socket.destroy());
    return Object.assign(server, { closeAllConnections }) as unknown as Server;
  };
}
