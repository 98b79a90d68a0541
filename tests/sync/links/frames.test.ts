import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { COMPRESS_FROM_BYTES, MAX_MESSAGE_BYTES } from '../../../src/protocol/limits.ts';
import * as server from '../../../src/server/live-frames.ts';
import * as device from '../../../src/sync/links/frames.ts';

const prose = (length: number) => new Uint8Array(length).map((_, index) => 0xa1 + ((index * index) % 7));
const framed = (zlib: Uint8Array) => Buffer.concat([Uint8Array.of(0), zlib]);
const unpackOnServer = async (frame: Uint8Array) => {
  const message = await server.unpackFrame(frame);
  return message.ok ? message.value : message.error;
};

describe.each([
  ['a device', device.packFrame, 'a server', unpackOnServer],
  ['a server', server.packFrame, 'a device', device.unpackFrame],
])('a frame packed by %s', (_, pack, reader, unpack) => {
  test.each([1, COMPRESS_FROM_BYTES - 1, COMPRESS_FROM_BYTES, 40_000, MAX_MESSAGE_BYTES])(
    `is unpacked by ${reader}, %i bytes long`,
    async (length) => {
      const message = prose(length);
      const frame = await pack(message);
      expect(frame.byteLength < message.byteLength).toBe(length >= COMPRESS_FROM_BYTES);
      expect(Buffer.compare((await unpack(frame)) as Uint8Array, message)).toBe(0);
    },
  );

  test('is in zlib where it begins with 0', async () => {
    const message = prose(2_000);
    expect(inflateSync((await pack(message)).subarray(1)).equals(message)).toBe(true);
  });
});

test.each([
  ['larger than a message may be', framed(deflateSync(new Uint8Array(MAX_MESSAGE_BYTES + 1))), 'too-large'],
  ['not of its encoding', Uint8Array.of(0, 1, 2, 3), 'bad-message'],
  ['empty', Uint8Array.of(0), 'bad-message'],
  ['cut off', framed(deflateSync(prose(2_000)).subarray(0, -6)), 'bad-message'],
])('[S10] what comes out of a compressed frame is nothing where it is %s', async (_, frame, failure) => {
  expect(await unpackOnServer(frame)).toBe(failure);
  expect(await device.unpackFrame(frame)).toBeUndefined();
});
