import { deflateSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CLOSE } from '../../src/protocol/close-codes.ts';
import { encodeMessage } from '../../src/protocol/codec.ts';
import { MAX_MESSAGE_BYTES } from '../../src/protocol/limits.ts';
import { LiveClient } from '../support/live-client.ts';
import { TestTrolley } from '../support/server.ts';
import { StrangerClient } from '../support/stranger-client.ts';

const EMPTY = { v: 1, cursor: null, pushes: [], wants: [] };

const squeezed = (message: Uint8Array): Uint8Array => Buffer.concat([Uint8Array.of(0), deflateSync(message)]);

let trolley: TestTrolley;
let tablet: StrangerClient;
let hello: object;
const clients: LiveClient[] = [];

beforeAll(async () => {
  trolley = await TestTrolley.start();
  tablet = await StrangerClient.enrol(trolley.hub, trolley.codes.tablets[0]!.code);
  const [, device, secret] = /^Bearer (.+)\.(.+)$/.exec(tablet.authorization) ?? [];
  hello = { t: 'hello', v: 1, device, secret };
}, 60_000);

afterEach(() => clients.splice(0).forEach(({ socket }) => socket.terminate()));
afterAll(() => trolley.close());

function open(headers?: Record<string, string>): LiveClient {
  const client = new LiveClient(trolley.hub, headers);
  clients.push(client);
  return client;
}

async function greeted(): Promise<LiveClient> {
  const client = await open().opened();
  client.send(hello);
  client.send({ t: 'sync', id: 0, request: EMPTY });
  expect(await client.next()).toMatchObject({ t: 'sync', id: 0, response: { node: { role: 'hub' } } });
  return client;
}

describe('a socket', () => {
  test('waits for nothing after hello: its requests are answered under their own ids', async () => {
    const client = await greeted();
    client.send({ t: 'sync', id: 7, request: EMPTY });
    client.send({ t: 'sync', id: 9, request: EMPTY });
    const [first, second] = [await client.next(), await client.next()];
    expect([first, second]).toMatchObject([
      { t: 'sync', id: 7 },
      { t: 'sync', id: 9 },
    ]);
  });

  test.each<[string, () => string | Uint8Array, string, number]>([
    [
      'sync before hello',
      () => encodeMessage({ t: 'sync', id: 1, request: EMPTY }),
      'unauthorised',
      CLOSE.unauthorised,
    ],
    ['a wrong secret', () => encodeMessage({ ...hello, secret: 'guess' }), 'unauthorised', CLOSE.unauthorised],
    ['an older version', () => encodeMessage({ ...hello, v: 0 }), 'old-protocol', CLOSE.oldProtocol],
    ['text', () => 'hello', 'bad-message', CLOSE.badMessage],
    ['no CBOR', () => new Uint8Array([255]), 'bad-message', CLOSE.badMessage],
    ['a first frame too long for a hello', () => new Uint8Array(2000), 'unauthorised', CLOSE.unauthorised],
  ])('is refused and closed that begins with %s', async (_, bytes, refused, code) => {
    const client = await open().opened();
    client.sendRaw(bytes());
    expect(await client.next()).toEqual({ t: 'refused', v: 1, refused });
    expect(await client.closed).toBe(code);
  });

  test('is refused whose later frame is of an older version', async () => {
    const client = await greeted();
    client.send({ t: 'sync', id: 1, request: { ...EMPTY, v: 0 } });
    expect(await client.next()).toEqual({ t: 'refused', v: 1, refused: 'old-protocol' });
    expect(await client.closed).toBe(CLOSE.oldProtocol);
  });

  test('is closed that sends more than a message may hold, compressed or not', async () => {
    const client = await greeted();
    client.sendRaw(new Uint8Array(MAX_MESSAGE_BYTES + 1));
    expect(await client.closed).toBe(CLOSE.tooLarge);
    const other = await greeted();
    other.sendRaw(squeezed(new Uint8Array(MAX_MESSAGE_BYTES + 1))); // zeros: 8 kB on the wire
    expect(await other.next()).toMatchObject({ t: 'refused', refused: 'too-large' });
    expect(await other.closed).toBe(CLOSE.tooLarge);
  });

  test('takes a compressed frame, small or large, and answers in order', async () => {
    const client = await greeted();
    const wants = Array.from({ length: 2_000 }, (_, index) => ({ doc: `work/${index}/awa`, sv: Uint8Array.of(0) }));
    client.sendRaw(squeezed(encodeMessage({ t: 'sync', id: 1, request: { ...EMPTY, wants } })));
    client.sendRaw(squeezed(encodeMessage({ t: 'sync', id: 2, request: EMPTY })));
    expect([await client.next(), await client.next()]).toMatchObject([{ id: 1 }, { id: 2 }]);
  });

  test.each<[string, Uint8Array]>([
    ['is not of its encoding', Uint8Array.of(0, 1, 2, 3)],
    ['is empty', Uint8Array.of(0)],
    ['is cut off', squeezed(encodeMessage({ t: 'sync', id: 1, request: EMPTY })).subarray(0, -9)],
  ])('is closed whose compressed frame %s', async (_, bytes) => {
    const client = await greeted();
    client.sendRaw(bytes);
    expect(await client.next()).toMatchObject({ t: 'refused', refused: 'bad-message' });
    expect(await client.closed).toBe(CLOSE.badMessage);
  });

  test('has nothing unpacked before its hello', async () => {
    const client = await open().opened();
    client.sendRaw(squeezed(encodeMessage(hello)));
    expect(await client.next()).toMatchObject({ t: 'refused', refused: 'bad-message' });
    expect(await client.closed).toBe(CLOSE.badMessage);
  });

  test('is not opened for a page of another site', async () => {
    const client = open({ origin: 'http://evil.example' });
    await expect(client.opened()).rejects.toThrow('403');
  });

  test('is opened for a page of its own', async () => {
    await open({ origin: trolley.hub }).opened();
  });

  test('is told goodbye when the hub stops', async () => {
    const client = await greeted();
    await trolley.stop('hub');
    expect(await client.closed).toBe(CLOSE.goingAway);
    await trolley.begin('hub');
  });
});
