import { connect } from 'node:net';
import fc from 'fast-check';
import WebSocket from 'ws';
import { concatBytes } from '../../../src/base/bytes.ts';
import { encodeMessage } from '../../../src/protocol/codec.ts';
import { credentialOf, type FuzzedHub } from '../hub.ts';
import { mutated } from '../mutation.ts';
import { type AnyTarget, must, target } from '../target.ts';
import { sampleFramesPacked, sampleMessages } from './message.ts';

const LOOK_EVERY = 500;
/** Longest wait for a socket that the hub should answer or close, in milliseconds. */
const ANSWER_MS = 2_000;
/** How long a hub may keep a socket of which half a frame came, before we end it. */
const HALF_MS = 30;

interface Stream {
  readonly isKnown: boolean;
  readonly frames: readonly Uint8Array[];
}

/** Frames of the protocol, before and after a hello, to a real hub. Each socket ends with a question that must be answered. */
export function hubSocketTarget(hub: FuzzedHub): AnyTarget {
  let asked = 0;
  const hello = encodeMessage({ t: 'hello', v: 1, ...credentialOf(hub.honest) });
  const request = { v: 1, cursor: null, pushes: [], wants: [], quiet: true };
  const question = encodeMessage({ t: 'sync', id: 1_000_000, request });
  const frames = fc.array(mutated([hello, question, ...sampleMessages(), ...sampleFramesPacked()]), { maxLength: 6 });
  return target<Stream>({
    name: 'WebSocket messages, to a real hub',
    share: 9_000,
    inputs: fc.record({ isKnown: fc.boolean(), frames }),
    limitMs: ANSWER_MS,
    async check({ isKnown, frames }) {
      must(
        await isAnswered(hub.port, [...(isKnown ? [hello] : []), ...frames, question]),
        'neither answered nor closed',
      );
      if (++asked % LOOK_EVERY === 0) await hub.checkHealth();
    },
    end: () => hub.checkHealth(),
  });
}

/** Whether the last frame is answered, or the socket closed before. */
async function isAnswered(port: number, frames: readonly Uint8Array[]): Promise<boolean> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/live`, { perMessageDeflate: false });
  const marker = Buffer.from(encodeMessage({ id: 1_000_000 }))
    .subarray(1)
    .toString('latin1');
  const done = await new Promise<boolean>((resolve) => {
    const limit = setTimeout(() => resolve(false), ANSWER_MS);
    const finish = (): void => (clearTimeout(limit), resolve(true));
    socket.on('open', () => frames.forEach((frame) => socket.send(frame)));
    socket.on('message', (data: Buffer) => data.toString('latin1').includes(marker) && finish());
    socket.on('error', () => undefined); // it closes then
    socket.on('close', finish);
  });
  socket.terminate();
  return done;
}

/** Bytes in place of WebSocket frames: wrong lengths, masks, operations, pieces, compression that is none. */
export function hubFrameTarget(hub: FuzzedHub): AnyTarget {
  let asked = 0;
  return target<Uint8Array>({
    name: 'WebSocket frames, to a real hub',
    share: 6_000,
    inputs: mutated(sampleFrames()),
    limitMs: ANSWER_MS,
    async check(bytes) {
      await sendRaw(hub.port, bytes);
      if (++asked % LOOK_EVERY === 0) await hub.checkHealth();
    },
    end: () => hub.checkHealth(),
  });
}

function sampleFrames(): Uint8Array[] {
  const [request = new Uint8Array(), , , hello = new Uint8Array()] = sampleMessages();
  const deflated = Uint8Array.of(0xca, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00);
  const frames = [
    ...[frame(0x82, hello), frame(0x82, request), frame(0x81, hello), frame(0x02, hello), frame(0x80, hello)],
    ...[frame(0xc2, deflated), frame(0x89, Uint8Array.of(1)), frame(0x88, Uint8Array.of(3, 232)), frame(0xf2, hello)],
    frame(0x8a, new Uint8Array(126)),
    Uint8Array.of(0x82, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 1, 2, 3, 4),
    Uint8Array.of(0x82, 0xff, 0, 0, 0, 0, 0, 0x80, 0, 0, 1, 2, 3, 4),
    Uint8Array.of(0x82, 0x05, 1, 2, 3, 4, 5), // not masked
  ];
  return [...frames, concatBytes(frames.slice(0, 3)), concatBytes([frame(0x02, hello), frame(0x80, request)])];
}

/** A client's frame, masked with zeros. */
function frame(first: number, payload: Uint8Array): Uint8Array {
  const length = payload.byteLength;
  const head = length < 126 ? [0x80 | length] : [0x80 | 126, length >>> 8, length & 255];
  return concatBytes([Uint8Array.of(first, ...head, 0, 0, 0, 0), payload]);
}

/** Resolves when the hub has closed, or been given a moment to. */
function sendRaw(port: number, bytes: Uint8Array): Promise<void> {
  const upgrade =
    'GET /api/live HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\n' +
    'sec-websocket-extensions: permessage-deflate\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.setTimeout(HALF_MS, () => socket.destroy());
    socket.on('data', () => undefined);
    socket.on('error', () => undefined); // the hub cut the line, and `close` follows
    socket.on('close', () => resolve());
    socket.write(concatBytes([new TextEncoder().encode(upgrade), bytes]));
  });
}
