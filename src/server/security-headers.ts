import type { IncomingMessage } from 'node:http';

/** Host and port as a browser writes them: anything else is not echoed into a header. */
const HOST = /^[a-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-f:.]+\](:\d{1,5})?$/i;

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

/** Camera and microphone are for pupils' photos and sounds; the rest no lesson needs. */
const PERMISSIONS =
  'camera=(self), microphone=(self), fullscreen=(self), geolocation=(), payment=(), usb=(), browsing-topics=()';

/** What every answer with a body says to the browser. */
export function securityHeaders(request: IncomingMessage): Record<string, string> {
  return {
    'content-security-policy': [...POLICY, `connect-src ${connectSources(request.headers.host ?? authorityOf(request))}`].join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'permissions-policy': PERMISSIONS,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
}

/** What HTTP/2 has in the place of the header `host`. */
function authorityOf({ headers }: IncomingMessage): string | undefined {
  const authority = headers[':authority'];
  return typeof authority === 'string' ? authority : undefined;
}

/** Before Safari 16, 'self' did not cover the page's own WebSocket (https://github.com/w3c/webappsec-csp/issues/7). */
function connectSources(host: string | undefined): string {
  return host !== undefined && HOST.test(host) ? `'self' ws://${host} wss://${host}` : "'self'";
}
