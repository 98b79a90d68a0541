import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { renderSVG } from 'uqr';
import type { Log } from '../../../base/log.ts';
import type { TrolleyIdentity } from '../identity.ts';
import { addressOf, announcedName, isPrivate, namesOf } from '../names.ts';
import { platformOf, setupPage } from './page.ts';
import { appleProfile } from './profile.ts';
import { setupEn } from './words.en.ts';
import { setupFr } from './words.fr.ts';

/** A page of some kilobytes: who takes longer to ask for it holds a place for nothing. */
const REQUEST_LIMIT_MS = 10_000;

const HTML = 'text/html; charset=utf-8';
/** Of the built app, for the page to look like it. */
const FROM_THE_APP: Readonly<Record<string, string>> = {
  '/icons/favicon.svg': 'image/svg+xml',
  '/fonts/andika-latin-400.woff2': 'font/woff2',
  '/fonts/andika-latin-700.woff2': 'font/woff2',
};

export interface SetupParts {
  readonly identity: TrolleyIdentity;
  /** Where the app is served over HTTPS. */
  readonly port: number;
  /** Where this page is served. */
  readonly httpPort: number;
  readonly appDir: string;
  readonly log: Log;
}

interface Answer {
  readonly type: string;
  readonly body: string | Buffer;
  readonly status?: number;
  /** The name under which a browser keeps it. */
  readonly file?: string;
}

/**
 * Plain HTTP on a trolley: the page that prepares a tablet, the authority's certificate, and nothing else. It redirects nobody: who
 * follows a redirect from here would learn to trust an address without HTTPS.
 */
export function setupServer(parts: SetupParts): Server {
  const server = createServer((request, response) => {
    answerTo(parts, request).then(
      (answer) => send(response, request, answer, policyOf(parts, request)),
      (error: unknown) => {
        parts.log.error('the setup page failed', { error: String(error) });
        response.writeHead(500).end();
      },
    );
  });
  server.requestTimeout = REQUEST_LIMIT_MS;
  return server;
}

async function answerTo(parts: SetupParts, request: IncomingMessage): Promise<Answer> {
  const { authority, name } = parts.identity;
  if (request.method !== 'GET' && request.method !== 'HEAD') return { type: 'text/plain', body: '', status: 405 };
  const path = request.url?.split('?')[0] ?? '/';
  const ofTheApp = FROM_THE_APP[path];
  if (ofTheApp !== undefined) return fileOfTheApp(parts, path, ofTheApp);
  switch (path) {
    case '/cartable-ca.crt':
      return { type: 'application/x-x509-ca-cert', body: authority.raw, file: 'cartable-ca.crt' };
    case '/cartable-ca.pem':
      return { type: 'application/x-pem-file', body: authority.toString(), file: 'cartable-ca.pem' };
    case '/cartable.mobileconfig':
      return { type: 'application/x-apple-aspen-config', body: appleProfile(authority), file: `${name}.mobileconfig` };
    case '/setup.css':
      return { type: 'text/css', body: await readFile(new URL('setup.css', import.meta.url)) };
    case '/qr.svg':
      return { type: 'image/svg+xml', body: renderSVG(setupAddress(parts, request), { border: 2 }) };
    default:
      return { type: HTML, body: pageFor(parts, request, path), status: path === '/' || path === '/en' ? 200 : 404 };
  }
}

function pageFor(parts: SetupParts, request: IncomingMessage, path: string): string {
  const { name, authority } = parts.identity;
  return setupPage({
    words: path === '/en' ? setupEn : setupFr,
    name,
    authority,
    app: appAddress(parts, request),
    here: setupAddress(parts, request),
    platform: platformOf(request.headers['user-agent'] ?? ''),
    isElsewhere: path !== '/' && path !== '/en',
  });
}

/** For other tablets, to whom the laptop's own names of itself lead nowhere. */
function setupAddress(parts: SetupParts, request: IncomingMessage): string {
  const host = hostFor(parts, request);
  const isOwn = host === 'localhost' || host.startsWith('127.');
  return addressOf('http', isOwn ? announcedName(parts.identity.name) : host, parts.httpPort);
}

const appAddress = (parts: SetupParts, request: IncomingMessage): string =>
  addressOf('https', hostFor(parts, request), parts.port);

/** The name or address by which this page was asked for, if it is one of this trolley's: it led here, and leads others here too. */
function hostFor({ identity }: SetupParts, request: IncomingMessage): string {
  const asked = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  return isPrivate(asked) || namesOf(identity.name).includes(asked) ? asked : announcedName(identity.name);
}

async function fileOfTheApp({ appDir }: SetupParts, path: string, type: string): Promise<Answer> {
  try {
    return { type, body: await readFile(join(appDir, path)) };
  } catch {
    return { type: 'text/plain', body: '', status: 404 }; // the app is not built: the page does without
  }
}

function policyOf(parts: SetupParts, request: IncomingMessage): string {
  return [
    "default-src 'none'",
    `style-src 'self' ${appAddress(parts, request)}`,
    "img-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function send(response: ServerResponse, request: IncomingMessage, answer: Answer, policy: string): void {
  const { type, body, status = 200, file } = answer;
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    ...(file === undefined ? {} : { 'content-disposition': `attachment; filename="${file}"` }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
