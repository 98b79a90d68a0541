import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodeMessage, encodeMessage } from '../../../src/protocol/codec.ts';
import { PROTOCOL_VERSION } from '../../../src/protocol/limits.ts';
import { ClientFrameSchema, type SyncResponse } from '../../../src/protocol/messages.ts';
import { serverClock } from '../../../src/server/clock.ts';
import { openStream } from '../../../src/sync/links/socket-link.ts';
import type { LiveLink } from '../../../src/sync/ports.ts';

const REQUEST = { v: PROTOCOL_VERSION, cursor: null, pushes: [], wants: [] };

/** A socket whose frames come when the test says so. */
class HandSocket extends EventTarget {
  binaryType = 'blob';
  readonly sent: Uint8Array[] = [];

  send(frame: Uint8Array): void {
    this.sent.push(frame);
  }

  close(): void {
    this.dispatchEvent(Object.assign(new Event('close'), { code: 1000 }));
  }

  hear(frame: Uint8Array): void {
    this.dispatchEvent(new MessageEvent('message', { data: new Uint8Array(frame).buffer }));
  }
}

const responseAt = (seq: number): SyncResponse => ({
  v: PROTOCOL_VERSION,
  node: { epoch: 'e', role: 'hub' },
  cursor: { epoch: 'e', seq, tag: 't' },
  receipt: { seq: 0, held: [] },
  results: [],
  diffs: [],
  rows: [],
  since: seq - 1,
  more: false,
});
const frameOf = (id: number | null, seq: number): Uint8Array =>
  encodeMessage({ t: 'sync', id, response: responseAt(seq) });
const squeezed = (message: Uint8Array): Uint8Array => Buffer.concat([Uint8Array.of(0), deflateSync(message)]);

async function open(): Promise<{ socket: HandSocket; stream: LiveLink }> {
  const socket = new HandSocket();
  const credential = { device: 't1', secret: 'secret' };
  const opening = openStream({
    url: 'ws://hub',
    credential,
    open: () => socket as unknown as WebSocket,
    clock: serverClock,
  });
  socket.dispatchEvent(new Event('open'));
  return { socket, stream: await opening };
}

describe('[S11] answers that come in one turn', () => {
  test.each<[string, (frame: Uint8Array) => Uint8Array]>([
    ['as they are', (frame) => frame],
    ['the first one compressed', squeezed],
  ])('are taken in the order in which they came: %s', async (_, pack) => {
    const { socket, stream } = await open();
    const taken: number[] = [];
    const done = new Promise<void>((resolve) =>
      stream.onStream(({ cursor }) => {
        taken.push(cursor.seq);
        if (cursor.seq === 3) resolve();
      }),
    );
    const asked = stream.sync(REQUEST).then(async ({ cursor }) => {
      for (let turn = 0; turn < 20; turn++) await Promise.resolve(); // whoever asks has a few steps to go before it stores
      taken.push(cursor.seq);
    });
    socket.hear(pack(frameOf(null, 1)));
    socket.hear(frameOf(1, 2));
    socket.hear(frameOf(null, 3));
    await Promise.all([asked, done]);
    expect(taken).toEqual([1, 2, 3]);
  });
});

test('[S16] a device says hello as soon as its stream is open, before there is anything to ask', async () => {
  const { socket } = await open();
  expect(socket.sent.map((frame) => decodeMessage(frame, ClientFrameSchema))).toMatchObject([
    { value: { t: 'hello', device: 't1', secret: 'secret' } },
  ]);
});

test.each([[4002], [1001], [1006]])('[S16] a stream that is closed with %i may be opened again', async (code) => {
  const { socket, stream } = await open();
  const asked = stream.sync(REQUEST);
  socket.dispatchEvent(Object.assign(new Event('close'), { code }));
  await expect(asked).rejects.toMatchObject({ failure: 'unreachable' });
});

test('the first request follows hello, which is answered to nobody, also where it is compressed', async () => {
  const { socket, stream } = await open();
  const wants = Array.from({ length: 100 }, (_, index) => ({ doc: `work/${index}/awa`, sv: Uint8Array.of(0) }));
  stream.sync({ ...REQUEST, wants }).catch(() => undefined);
  await expect.poll(() => socket.sent.length).toBe(2);
  expect(socket.sent.map((frame) => frame[0] === 0)).toEqual([false, true]);
});

test('a frame that is damaged ends the stream', async () => {
  const { socket, stream } = await open();
  const asked = stream.sync(REQUEST);
  socket.hear(Uint8Array.of(0, 1, 2, 3));
  await expect(asked).rejects.toMatchObject({ failure: 'bad-answer' });
});
