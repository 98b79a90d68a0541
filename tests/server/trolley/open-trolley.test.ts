import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { connect as connectHttp2 } from 'node:http2';
import { once } from 'node:events';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { Log } from '../../../src/base/log.ts';
import { encodeMessage } from '../../../src/protocol/codec.ts';
import { CHECKS, TrolleyReportSchema } from '../../../src/protocol/office/trolley.ts';
import { readConfig } from '../../../src/server/config.ts';
import { openTrolley, type OpenTrolley } from '../../../src/server/main/open-trolley.ts';
import { freePort } from '../../support/free-port.ts';

const CODE = 'ABCD2345WXYZ';
const PASSWORD = 'quatre mots au soleil 7';

let dataDir: string;
let trolley: OpenTrolley;
let ports: { port: number; httpPort: number };

const settingsFor = ({ port, httpPort }: typeof ports, folder = dataDir, name = 'malle-3') => {
  const env = { ROLE: 'hub', NODE_NAME: name, DATA_DIR: folder, PORT: String(port), APP_DIR: join(folder, 'no-app') };
  const config = readConfig(env);
  if (!config.ok) throw new Error(config.error);
  return { config: config.value, name, httpPort };
};
const freePorts = async () => ({ port: await freePort(), httpPort: await freePort() });
const open = (settings: ReturnType<typeof settingsFor>) => openTrolley(settings, new Log(() => 0));

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cartable-trolley-'));
  ports = await freePorts();
  const codesFile = join(dataDir, 'codes.json');
  const tablet = { role: 'tablet', number: 1, classes: [], account: '', expires: null, uses: 1 };
  await writeFile(codesFile, JSON.stringify([{ code: CODE, ...tablet }]));
  const settings = settingsFor(ports);
  const opened = await open({ ...settings, config: { ...settings.config, codesFile } });
  if (!opened.ok) throw new Error(opened.error.fault);
  trolley = opened.value;
});

afterAll(async () => {
  await trolley.close();
  await rm(dataDir, { recursive: true, force: true });
});

const ca = (): string => trolley.identity.authority.toString();
const plain = (path: string, init?: RequestInit) =>
  fetch(`http://127.0.0.1:${ports.httpPort}${path}`, { redirect: 'manual', ...init });

/** One request over HTTP/2, by a client that trusts the trolley. */
async function overHttp2(headers: Record<string, string>, body?: Uint8Array) {
  const session = connectHttp2(`https://localhost:${ports.port}`, { ca: ca() });
  const stream = session.request(headers, { endStream: body === undefined });
  if (body) stream.end(body);
  const [answer] = (await once(stream, 'response')) as [Record<string, string | number>];
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  session.close();
  return { status: answer[':status'], headers: answer, body: Buffer.concat(parts).toString() };
}

describe('over HTTPS', () => {
  test.each([
    ['https://localhost', true],
    ['https://LOCALHOST', true],
    ['http://localhost', false], // a page that came without TLS: anybody on the Wi-Fi makes one
    ['https://evil.example', false],
    ['null', false],
  ])('HTTP/2 names no host but an authority, against which the page’s origin is held: %s', async (site, isOwn) => {
    const origin = site === 'null' ? site : `${site}:${ports.port}`;
    const asked = { ':method': 'POST', ':path': '/api/enrol', origin, 'content-type': 'application/json' };
    const { body } = await overHttp2(asked, Buffer.from('{"code":"WRONG-CODE"}'));
    expect(JSON.parse(body)).toEqual({ v: 1, refused: isOwn ? 'bad-code' : 'no-right' });
  });

  test('the hub answers HTTP/2, with the headers that hold a page to its own addresses', async () => {
    const ping = await overHttp2({ ':path': '/api/ping' });
    expect(ping.status).toBe(200);
    expect(JSON.parse(ping.body)).toMatchObject({ node: 'malle-3', role: 'hub', demonstration: false });
    expect(ping.headers['content-security-policy']).toContain(`wss://localhost:${ports.port}`);
  });

  test('a refusal reaches a client of HTTP/2 whole, without the header that only HTTP/1.1 knows', async () => {
    const json = { ':method': 'POST', 'content-type': 'application/json' };
    const enrolled = await overHttp2({ ':path': '/api/enrol', ...json }, Buffer.from(JSON.stringify({ code: CODE })));
    expect(enrolled.status).toBe(200);
    const { device, secret } = JSON.parse(enrolled.body) as { device: string; secret: string };
    const credential = { authorization: `Bearer ${device}.${secret}` };
    const old = await overHttp2({ ':path': '/api/sync', ':method': 'POST', ...credential }, encodeMessage({ v: 99 }));
    expect(old.status).toBe(426);
  });

  test('HTTP/1.1 is answered too', async () => {
    const request = requestHttps(`https://localhost:${ports.port}/api/ping`, { ca: ca() }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(200);
    response.resume();
  });

  test('the stream opens and refuses a stranger in its own words', async () => {
    const client = new WebSocket(`wss://localhost:${ports.port}/api/live`, { ca: ca() });
    await once(client, 'open');
    client.send(encodeMessage({ t: 'hello', v: 1, device: 'd', secret: 's' } as never));
    const [code] = (await once(client, 'close')) as [number];
    expect(code).toBeGreaterThanOrEqual(4000);
  });

  test('nobody has an account yet: the code for the first is there', () => {
    expect(trolley.node.setUpCode).toMatch(/^(\w{4}-){2}\w{4}$/);
    expect(trolley.node.url).toBe(`https://127.0.0.1:${ports.port}`);
  });
});

describe('what it finds out about itself', () => {
  test('all checks answer, and those of this process are good', async () => {
    const { findings, app, setup } = await trolley.report();
    const states = Object.fromEntries(findings.map(({ check, state }) => [check, state]));
    expect(states).toMatchObject({ clock: 'good', certificate: 'good', port: 'good' });
    expect(Object.keys(states)).toEqual([...CHECKS]);
    expect(app).toBe(`https://malle-3.local:${ports.port}`);
    expect(setup[0]).toBe(`http://malle-3.local:${ports.httpPort}`);
  });

  test('the office shows it to who looks after devices, and to nobody else', async () => {
    const stranger = await overHttp2({ ':path': '/api/office/trolley' });
    expect(stranger.status).toBe(401);
    const json = { ':method': 'POST', 'content-type': 'application/json' };
    const head = { code: trolley.node.setUpCode, name: 'Mme Vellayen', account: 'direction', password: PASSWORD };
    const made = await overHttp2({ ':path': '/api/adults/set-up', ...json }, Buffer.from(JSON.stringify(head)));
    const { token } = JSON.parse(made.body) as { token: string };
    const report = await overHttp2({ ':path': '/api/office/trolley', authorization: `Session ${token}` });
    expect(v.parse(TrolleyReportSchema, JSON.parse(report.body)).findings).toHaveLength(CHECKS.length);
  });
});

describe('over plain HTTP', () => {
  test('every address shows the setup page alone, and nothing is redirected', async () => {
    for (const [path, status] of [
      ['/', 200],
      ['/en', 200],
      ['/ecole', 404],
      ['/api/ping', 404],
      ['/index.html', 404],
    ] as const) {
      const response = await plain(path);
      expect(response.status, path).toBe(status);
      expect(response.headers.get('location'), path).toBeNull();
      expect(await response.text(), path).toContain('<!doctype html>');
    }
    expect((await plain('/api/enrol', { method: 'POST', body: '{}' })).status).toBe(405);
  });

  test('the page runs no script, has no style of its own, and asks this trolley alone', async () => {
    const response = await plain('/');
    const page = await response.text();
    expect(page).not.toMatch(/<script|<style|style=|onclick=/);
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'self' https://127.0.0.1:${ports.port};`);
    expect(page).toContain(`href="https://127.0.0.1:${ports.port}/api/trolley/trusted.css"`);
  });

  /** The page as another machine asks for it, by this name or address. */
  async function pageAt(host: string, agent = ''): Promise<string> {
    const headers = { host: `${host}:${ports.httpPort}`, 'user-agent': agent };
    const [response] = (await once(requestHttp({ port: ports.httpPort, headers }).end(), 'response')) as [
      IncomingMessage,
    ];
    let page = '';
    for await (const part of response) page += String(part);
    return page;
  }

  test('it sends other tablets where this one found it; the laptop’s own name for itself is none of theirs', async () => {
    const here = (host: string): string => `<a href="http://${host}:${ports.httpPort}">`;
    expect(await pageAt('192.168.1.2')).toContain(here('192.168.1.2'));
    expect(await pageAt('malle-3.lan')).toContain(here('malle-3.lan'));
    expect(await pageAt('localhost')).toContain(here('malle-3.local'));
    expect(await pageAt('127.0.0.1')).toContain(here('malle-3.local'));
  });

  test('an iPad is offered its profile first, others the certificate', async () => {
    const main = (page: string): string =>
      /class="main" href="([^"]+)"/.exec(page.split('class="downloads"')[1] ?? '')![1]!;
    expect(main(await pageAt('malle-3.local', 'Mozilla/5.0 (iPad; CPU OS 16_0) Safari'))).toBe(
      '/cartable.mobileconfig',
    );
    expect(main(await pageAt('malle-3.local', 'Mozilla/5.0 (Linux; Android 13) Chrome'))).toBe('/cartable-ca.crt');
  });

  test('a name that is not the trolley’s own is not repeated', async () => {
    const [response] = (await once(
      requestHttp({ port: ports.httpPort, headers: { host: 'evil.example' } }).end(),
      'response',
    )) as [IncomingMessage];
    let page = JSON.stringify(response.headers);
    for await (const part of response) page += String(part);
    expect(page).toContain(`https://malle-3.local:${ports.port}`);
    expect(page).not.toContain('evil.example');
  });

  test('the certificate comes in the forms that devices take', async () => {
    const der = await plain('/cartable-ca.crt');
    expect(der.headers.get('content-type')).toBe('application/x-x509-ca-cert');
    const certificate = new X509Certificate(Buffer.from(await der.arrayBuffer()));
    expect(certificate.fingerprint256).toBe(trolley.identity.authority.fingerprint256);
    expect(await (await plain('/cartable-ca.pem')).text()).toBe(ca());
    const profile = await plain('/cartable.mobileconfig');
    expect(profile.headers.get('content-type')).toBe('application/x-apple-aspen-config');
    expect(await profile.text()).toContain(trolley.identity.authority.raw.toString('base64'));
  });

  test('no private key is in anything that is answered', async () => {
    for (const path of [
      '/',
      '/cartable-ca.pem',
      '/cartable.mobileconfig',
      '/trust/authority.pem',
      '/../trust/leaf.pem',
    ])
      expect(await (await plain(path)).text(), path).not.toContain('PRIVATE');
  });
});

describe('what a person can mend is said as such', () => {
  const fault = async (settings: ReturnType<typeof settingsFor>) => {
    const opened = await open(settings);
    if (!opened.ok) return opened.error;
    await opened.value.close();
    return undefined;
  };
  const fresh = () => mkdtemp(join(tmpdir(), 'cartable-trolley-'));

  test('either port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port: taken } = other.address() as { port: number };
    const folder = await fresh();
    const free = await freePort();
    expect(await fault(settingsFor({ port: taken, httpPort: free }, folder))).toEqual({
      fault: 'port-taken',
      port: taken,
    });
    expect(await fault(settingsFor({ port: free, httpPort: taken }, folder))).toEqual({
      fault: 'port-taken',
      port: taken,
    });
    other.close();
    await rm(folder, { recursive: true });
  });

  test('the folder is no folder', async () => {
    const folder = await fresh();
    const file = join(folder, 'malle');
    await writeFile(file, '');
    expect(await fault(settingsFor(await freePorts(), file))).toMatchObject({ fault: 'unwritable', folder: file });
    await rm(folder, { recursive: true });
  });

  test('the folder is another trolley’s, whose tablets trust it', async () => {
    expect(await fault(settingsFor(await freePorts(), dataDir, 'malle-4'))).toEqual({
      fault: 'other-name',
      name: 'malle-3',
    });
  });
});
