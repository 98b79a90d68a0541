import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

/** Host and port by which the client reached this node: HTTP/2 says them in a field of its own. */
export function hostOf({ headers }: IncomingMessage): string | undefined {
  const authority = headers[':authority'];
  return headers.host ?? (typeof authority === 'string' ? authority : undefined);
}

/**
 * Whether a request comes from this node's own page, or from a program that is no browser and names no origin. A page of another site
 * neither opens a socket nor changes anything here.
 */
export function isSameOrigin(request: IncomingMessage): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const { host, protocol } = new URL(origin);
  return host === hostOf(request)?.toLowerCase() && (protocol === 'https:' || !isOverTls(request));
}

/** Over TLS, a page that came without it is another's: anybody on the Wi-Fi can make one. (Behind a proxy this line itself is plain.) */
const isOverTls = ({ socket }: IncomingMessage): boolean => socket instanceof TLSSocket;

/** Whether the request may change something; the others only read, and another site's page cannot read the answer. */
export const changesThings = ({ method }: IncomingMessage): boolean =>
  method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
