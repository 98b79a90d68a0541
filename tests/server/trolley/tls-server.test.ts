import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { Log } from '../../../src/base/log.ts';
import { TrolleyIdentity } from '../../../src/server/trolley/identity.ts';
import { tlsServer } from '../../../src/server/trolley/tls-server.ts';
import { TrustFolder } from '../../../src/server/trolley/trust-folder.ts';
import { ManualClock } from '../../support/manual-clock.ts';

let dataDir: string;
let identity: TrolleyIdentity;
let addresses: string[];
let server: Server;
let port: number;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cartable-tls-'));
  const clock = new ManualClock();
  clock.advance(Date.now());
  addresses = ['192.168.1.20'];
  const log = new Log(() => 0);
  const folder = new TrustFolder(dataDir);
  const opened = await TrolleyIdentity.open({ name: 'malle-3', folder, addresses: () => addresses, clock, log });
  if (!opened.ok) throw new Error(opened.error.fault);
  identity = opened.value;
  server = tlsServer(identity)((request, response) => void response.end(request.httpVersion));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});

afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await rm(dataDir, { recursive: true, force: true });
});

const ca = (): string => identity.authority.toString();

/** The serial number of what the server presents now. */
async function presented(): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca: ca() });
  await once(socket, 'secureConnect');
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}

test('a browser that offers HTTP/2 gets it', async () => {
  const session = connectHttp2(`https://localhost:${port}`, { ca: ca() });
  const stream = session.request({ ':path': '/' });
  stream.setEncoding('utf8');
  let body = '';
  for await (const part of stream) body += part;
  expect(body).toBe('2.0');
  session.close();
});

test('a WebSocket opens over HTTP/1.1 on the same port', async () => {
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (webSocket) => webSocket.send('bonjour')),
  );
  const client = new WebSocket(`wss://localhost:${port}/`, { ca: ca() });
  const [greeting] = (await once(client, 'message')) as [Buffer];
  expect(greeting.toString()).toBe('bonjour');
  client.terminate();
});

test('a certificate that is issued anew serves at once, without a restart', async () => {
  const before = await presented();
  addresses.push('10.0.0.7');
  expect(await identity.look()).toBe('new-address');
  expect(await presented()).not.toBe(before);
  expect(await presented()).toBe(identity.certificate.serialNumber);
});
