import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isSameOrigin } from '../../../src/server/same-origin.ts';
import { LiveClient } from '../../support/live-client.ts';
import { SchoolNode } from '../../support/school-node.ts';

/* A page of another site changes nothing here, whatever it sends and whoever looks at it. */

let node: SchoolNode;
let port: string;

beforeAll(async () => {
  node = await SchoolNode.start();
  ({ port } = new URL(node.url));
}, 60_000);

afterAll(() => node.close());

const CHANGING = [
  ['POST', '/api/sync'],
  ['POST', '/api/enrol'],
  ['DELETE', '/api/enrol'],
  ['POST', '/api/adults/sign-in'],
  ['POST', '/api/adults/set-up'],
  ['POST', '/api/adults/sign-out'],
  ['POST', '/api/adults/directrice/reset'],
  ['POST', '/api/devices/codes'],
  ['PUT', '/api/devices/x/classes/y'],
  ['DELETE', '/api/devices/x/classes/y'],
  ['POST', '/api/privacy/erasures'],
  ['PATCH', '/api/nothing'],
] as const;

const FOREIGN = (): string[] => [
  'http://evil.example',
  'null',
  '',
  'not an origin',
  'file://',
  `http://127.0.0.1:${Number(port) + 1}`,
  'http://127.0.0.1',
  `http://127.0.0.1.evil.example:${port}`,
  `http://evil.example#127.0.0.1:${port}`,
];

/** What a request with exactly these headers is told; `fetch` would set its own. */
async function ask(
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: string }> {
  const request = httpRequest({ host: '127.0.0.1', port, method, path, headers }).end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return { status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('latin1') };
}

describe.each(CHANGING)('%s %s', (method, path) => {
  test('is refused to a page of any other origin, before it is looked at', async () => {
    const authorization = node.device({ role: 'hub', classes: [] }).authorization;
    for (const origin of FOREIGN()) {
      const { status, body } = await ask(method, path, { origin, authorization, 'content-type': 'application/json' });
      expect([status, body.includes('no-right')], origin).toEqual([403, true]);
    }
  });

  test('is judged on its own where the page is the node’s, by whatever name and case, or where nobody says', async () => {
    const own = [`http://127.0.0.1:${port}`, undefined];
    for (const origin of own)
      expect((await ask(method, path, origin === undefined ? {} : { origin })).body).not.toContain('no-right');
    const host = `MALLE-3.local:${port}`;
    expect((await ask(method, path, { host, origin: `http://malle-3.local:${port}` })).body).not.toContain('no-right');
    expect((await ask(method, path, { host, origin: `http://127.0.0.1:${port}` })).body).toContain('no-right');
  });
});

test('no answer lets another site’s page read it, nor asks for a cookie', async () => {
  for (const method of ['GET', 'OPTIONS']) {
    const response = await fetch(`${node.url}/api/ping`, { method, headers: { origin: 'http://evil.example' } });
    const names = [...response.headers.keys()];
    expect(names.filter((name) => name.startsWith('access-control') || name === 'set-cookie')).toEqual([]);
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  }
});

test('a socket is opened for no other site’s page', async () => {
  for (const origin of FOREIGN().filter((one) => one !== '')) {
    await expect(new LiveClient(node.url, { origin }).opened(), origin).rejects.toThrow('403');
  }
  const own = await new LiveClient(node.url, { origin: node.url }).opened();
  own.socket.terminate();
});

describe('the origin of a request', () => {
  const request = (headers: Record<string, string>, socket: Socket = new Socket()) =>
    ({ headers, socket }) as unknown as IncomingMessage;

  test('is held against the authority of HTTP/2, which sends no Host', () => {
    const authority = { ':authority': 'malle-3.local:8443' };
    expect(isSameOrigin(request({ ...authority, origin: 'https://malle-3.local:8443' }))).toBe(true);
    expect(isSameOrigin(request({ ...authority, origin: 'https://malle-4.local:8443' }))).toBe(false);
    expect(
      isSameOrigin(request({ origin: 'https://malle-3.local:8443' })),
      'and against nothing where there is none',
    ).toBe(false);
  });

  test('is another’s where the page came without the TLS that the request has: anybody on the Wi-Fi makes such a page', () => {
    const tls = new TLSSocket(new Socket());
    const host = { host: 'malle-3.local' };
    expect(isSameOrigin(request({ ...host, origin: 'http://malle-3.local' }, tls))).toBe(false);
    expect(isSameOrigin(request({ ...host, origin: 'https://malle-3.local' }, tls))).toBe(true);
    expect(isSameOrigin(request({ ...host, origin: 'https://malle-3.local' })), 'behind a proxy').toBe(true);
    tls.destroy();
  });
});
