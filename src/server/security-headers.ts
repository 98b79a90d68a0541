import type { IncomingMessage } from 'node:http';
import { hostOf } from './same-origin.ts';

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
  // No string becomes markup or a script's address but by these: Svelte's templates, ProseMirror's clipboard (into a document
  // that is never shown), the app's own workers (base/script-address.ts).
  "require-trusted-types-for 'script'",
  'trusted-types svelte-trusted-html ProseMirrorClipboard cartable-workers',
];

/** Camera and microphone are for pupils' photos and sounds; the rest no lesson needs. */
const PERMISSIONS =
  'camera=(self), microphone=(self), fullscreen=(self), geolocation=(), payment=(), usb=(), browsing-topics=()';

/** What every answer with a body says to the browser. */
export function securityHeaders(request: IncomingMessage): Record<string, string> {
  return {
    'content-security-policy': [...POLICY, `connect-src ${connectSources(hostOf(request))}`].join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'permissions-policy': PERMISSIONS,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'origin-agent-cluster': '?1',
  };
}

/** Before Safari 16, 'self' did not cover the page's own WebSocket (https://github.com/w3c/webappsec-csp/issues/7). */
function connectSources(host: string | undefined): string {
  return host !== undefined && HOST.test(host) ? `'self' ws://${host} wss://${host}` : "'self'";
}
