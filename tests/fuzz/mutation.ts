import fc from 'fast-check';
import { concatBytes } from '../../src/base/bytes.ts';

/** Bytes that mean much in lib0's and CBOR's coding: ends of numbers, heads without an end, lengths beyond all memory. */
const LOADED: readonly Uint8Array[] = [
  [0x00],
  [0x01],
  [0x7f],
  [0x80],
  [0xff],
  [0xff, 0xff, 0xff, 0xff, 0x0f], // 2³² − 1 as a lib0 number
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f], // 2⁵³ − 1
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], // beyond
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00], // zero, the long way
  [0x9f], // CBOR list, map, bytes and text of unknown length, and their end
  [0xbf],
  [0x5f],
  [0x7f],
  [0x9b, 0x00, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], // a list of 2⁵³ − 1 items
  [0x5a, 0xff, 0xff, 0xff, 0xff], // 4 GiB of bytes
  [0xba, 0x7f, 0xff, 0xff, 0xff],
  [0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0xfb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0], // NaN
  [0xc2, 0x41, 0x00], // a tag: a big number
  [0xf7],
].map((bytes) => Uint8Array.from(bytes));

/** A list within a list, a map within a map under the same name. */
const NESTS = [Uint8Array.of(0x81), Uint8Array.of(0xa1, 0x61, 0x61), Uint8Array.of(0xd8, 0x20)];
const DEEPEST = 6_000;

/** Which mutation, where (of 65,536), how much, and what with. */
type Mutation = readonly [kind: number, at: number, much: number, what: number];

const SCALE = 0x10000;

type Mutate = (bytes: Uint8Array, at: number, much: number, other: Uint8Array, what: number) => Uint8Array;

const MUTATIONS: readonly Mutate[] = [
  function flipBit(bytes, at, much) {
    const copy = bytes.slice();
    if (copy.length > 0) copy[at] = copy[at]! ^ (1 << (much & 7));
    return copy;
  },
  function setByte(bytes, at, much) {
    const copy = bytes.slice();
    if (copy.length > 0) copy[at] = much;
    return copy;
  },
  function nudge(bytes, at, much) {
    const copy = bytes.slice();
    if (copy.length > 0) copy[at] = copy[at]! + ((much & 1) === 0 ? 1 : -1);
    return copy;
  },
  (bytes, at) => bytes.subarray(0, at),
  (bytes, at) => bytes.subarray(at),
  function leaveOut(bytes, at, much) {
    return concatBytes([bytes.subarray(0, at), bytes.subarray(at + 1 + (much & 31))]);
  },
  function repeat(bytes, at, much) {
    const piece = bytes.subarray(at, at + 1 + (much & 63));
    return concatBytes([bytes.subarray(0, at), piece, bytes.subarray(at)]);
  },
  function splice(bytes, at, _much, other, what) {
    return concatBytes([bytes.subarray(0, at), other.subarray(Math.floor((what * other.length) / SCALE))]);
  },
  function plant(bytes, at, much) {
    return concatBytes([bytes.subarray(0, at), LOADED[much % LOADED.length]!, bytes.subarray(at)]);
  },
  function overwrite(bytes, at, much) {
    const loaded = LOADED[much % LOADED.length]!;
    return concatBytes([bytes.subarray(0, at), loaded, bytes.subarray(at + loaded.length)]);
  },
  function nest(bytes, at, much, _other, what) {
    const nestling = NESTS[much % NESTS.length]!;
    const depth = (what & 15) === 0 ? what % DEEPEST : what & 15;
    return concatBytes([bytes.subarray(0, at), ...new Array<Uint8Array>(depth).fill(nestling), bytes.subarray(at)]);
  },
];

const mutation: fc.Arbitrary<Mutation> = fc.tuple(
  fc.nat(MUTATIONS.length - 1),
  fc.nat(SCALE - 1),
  fc.nat(0xff),
  fc.nat(SCALE - 1),
);

/** One of the samples, whole or with up to four things done to it; now and then bytes that are nothing. */
export function mutated(samples: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const spoilt = fc
    .tuple(fc.nat(samples.length - 1), fc.array(mutation, { maxLength: 4 }))
    .map(([index, mutations]) => mutations.reduce((bytes, one) => apply(bytes, one, samples), samples[index]!));
  return fc.oneof({ weight: 19, arbitrary: spoilt }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 48 }) });
}

function apply(bytes: Uint8Array, [kind, at, much, what]: Mutation, samples: readonly Uint8Array[]): Uint8Array {
  const other = samples[(what + much) % samples.length]!;
  return MUTATIONS[kind]!(bytes, Math.floor((at * bytes.length) / SCALE), much, other, what);
}

/** The same for text, byte by byte of its UTF-8. */
export function mutatedText(samples: readonly string[]): fc.Arbitrary<string> {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  return mutated(samples.map((sample) => encoder.encode(sample))).map((bytes) => decoder.decode(bytes));
}
