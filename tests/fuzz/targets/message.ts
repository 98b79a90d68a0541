import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import type * as v from 'valibot';
import { decodeMessage, encodeMessage } from '../../../src/protocol/codec.ts';
import { MAX_MESSAGE_BYTES, PROTOCOL_VERSION } from '../../../src/protocol/limits.ts';
import { compressedFrame } from '../../../src/protocol/frames.ts';
import * as messages from '../../../src/protocol/messages.ts';
import { unpackFrame as unpackOnServer } from '../../../src/server/live-frames.ts';
import { unpackFrame as unpackOnDevice } from '../../../src/sync/links/frames.ts';
import { mutated } from '../mutation.ts';
import { sampleDocuments } from '../samples.ts';
import { type AnyTarget, must, target } from '../target.ts';

export const SCHEMAS: readonly v.GenericSchema[] = [
  messages.SyncRequestSchema,
  messages.SyncResponseSchema,
  messages.ClientFrameSchema,
  messages.ServerFrameSchema,
  messages.RefusalSchema,
  messages.CursorSchema,
  messages.PushResultSchema,
];

const cursor = { epoch: 'mZ0f3q', seq: 12, tag: 'x1y2' };

/** A message of each kind, as an honest peer sends it. */
export function sampleMessages(): Uint8Array[] {
  const [{ doc, updates }] = sampleDocuments() as [ReturnType<typeof sampleDocuments>[number]];
  const push = { doc, update: updates[0]!, author: 'awa', device: 't1', authors: [[101, 'awa', 't1']] };
  const request = { v: PROTOCOL_VERSION, cursor, pushes: [push, push], wants: [{ doc, sv: Uint8Array.of(1, 101, 3) }] };
  const sv = Uint8Array.of(0);
  const results = [{ s: 'ok', seq: 13 }, { s: 'need-sv', sv }, { s: 'denied', why: 'no-right' }, { s: 'unknown' }];
  const held = { doc, author: 'awa', why: 'no-right', rows: 2, bytes: 310 };
  const erased = [{ erasure: 'e1', device: '', name: '', done: true }];
  const response = {
    ...{
      v: PROTOCOL_VERSION,
      node: { epoch: 'mZ0f3q', role: 'hub' },
      results,
      since: 0,
      cursor,
      more: false,
      reset: [doc],
    },
    rows: [{ doc, update: updates[1]!, seq: 14, authors: [[101, 'awa', 't1']] }],
    diffs: [{ doc, update: null, sv, seq: 0, authors: [] }],
    receipt: { seq: 14, held: [doc] },
    dismissed: true,
    heldBelow: [{ ...held, device: 't2', number: 7, since: 1_700_000_000_000 }],
  };
  return [
    request,
    { ...request, cursor: null, quiet: true, held: [held], erased },
    response,
    { t: 'hello', v: PROTOCOL_VERSION, device: 't1', secret: 'secret' },
    { t: 'sync', id: 7, request },
    { t: 'sync', id: null, response },
    { v: PROTOCOL_VERSION, refused: 'bad-message' },
    cursor,
    results[1],
    JSON.parse('{"__proto__":{"v":1},"constructor":1,"v":1}') as unknown,
  ].map((message) => encodeMessage(message));
}

/** Compressed frames, and one that swells to more than a message may be. */
export function sampleFramesPacked(): Uint8Array[] {
  const bomb = new Uint8Array(MAX_MESSAGE_BYTES + 1);
  return [...sampleMessages(), new Uint8Array(), bomb].map((message) => compressedFrame(deflateSync(message)));
}

/** A compressed frame, as a device and as a server unpack it. */
export function frameTarget(): AnyTarget {
  return target<Uint8Array>({
    name: 'compressed frames',
    share: 20_000,
    inputs: mutated(sampleFramesPacked()),
    // The most that may come out of a frame, 8 MiB, take some 60 ms; a loaded machine needs more.
    limitMs: 1_000,
    async check(frame) {
      const [device, server] = await Promise.all([unpackOnDevice(frame), unpackOnServer(frame)]);
      must((device?.byteLength ?? 0) <= MAX_MESSAGE_BYTES, 'a device took more than a message may be');
      must(!server.ok || server.value.byteLength <= MAX_MESSAGE_BYTES, 'a server took more than a message may be');
    },
  });
}

interface Arrived {
  readonly schema: v.GenericSchema;
  readonly bytes: Uint8Array;
}

/** CBOR of any kind, read as each kind of message. */
export function messageTarget(): AnyTarget {
  const samples = sampleMessages();
  const strangers = samples.filter((bytes) => !SCHEMAS.some((schema) => decodeMessage(bytes, schema).ok));
  must(strangers.length === 1, 'the samples are not the messages of today'); // but for the one that never was
  const inputs = fc.record({ schema: fc.constantFrom(...SCHEMAS), bytes: mutated(samples) });
  return target<Arrived>({ name: 'CBOR message', share: 480_000, inputs, check: checkMessage });
}

/** Throws where reading fails in another way than by a refusal, or where what was read cannot be said again. */
export function checkMessage({ schema, bytes }: Arrived): void {
  const read = decodeMessage(bytes, schema);
  must(Object.keys(Object.prototype).length === 0, 'all objects got something new');
  if (!read.ok) return;
  must(Object.getPrototypeOf(read.value) === Object.prototype, 'a message has a prototype of its own');
  must(decodeMessage(encodeMessage(read.value), schema).ok, 'what was read cannot be said again');
}

/** Up to 8 MiB of the smallest things there are: each costs its reader far more than its byte. */
export function largeMessageTarget(): AnyTarget {
  const inputs = fc
    .tuple(fc.constantFrom(0x00, 0x80, 0xa0, 0x60, 0x40, 0x81, 0xf6), fc.integer({ min: 1, max: 8 }))
    .map(([item, eighths]) => manyItems(item, (MAX_MESSAGE_BYTES / 8) * eighths));
  return target<Uint8Array>({
    name: 'CBOR message of many items',
    share: 250,
    inputs,
    check: (bytes) => checkMessage({ schema: messages.SyncRequestSchema, bytes }),
  });
}

/** A message of this many bytes: one list, of which each item is the same one byte. */
export function manyItems(item: number, bytes: number): Uint8Array {
  const count = bytes - 5;
  const message = new Uint8Array(bytes).fill(item);
  message.set([0x9a, count >>> 24, (count >>> 16) & 255, (count >>> 8) & 255, count & 255]);
  return message;
}
