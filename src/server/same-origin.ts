import type { IncomingMessage } from 'node:http';

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
  return URL.canParse(origin) && new URL(origin).host === hostOf(request)?.toLowerCase();
}

/** Whether the request may change something; the others only read, and another site's page cannot read the answer. */
export const changesThings = ({ method }: IncomingMessage): boolean =>
  method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
