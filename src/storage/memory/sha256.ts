/*
 * SHA-256 (FIPS 180-4) in one turn. `crypto.subtle` answers from another thread, at a moment that no seed can replay;
 * a simulation must own every turn. Everywhere else base/hash.ts is the one to use.
 */

const WORD = 2 ** 32;
const BLOCK_BYTES = 64;

/** First 32 bits of the fractional part of the `root`-th root of each of the first `count` primes. */
function fractions(count: number, root: number): number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++) {
    if (isPrime(candidate)) found.push(Math.floor((candidate ** (1 / root) % 1) * WORD));
  }
  return found;
}

function isPrime(candidate: number): boolean {
  for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) return false;
  return true;
}

const START = Int32Array.from(fractions(8, 2));
const ROUNDS = Int32Array.from(fractions(64, 3));

const turn = (word: number, bits: number) => (word >>> bits) | (word << (32 - bits));

function padded(bytes: Uint8Array): DataView {
  const whole = new Uint8Array(Math.ceil((bytes.byteLength + 9) / BLOCK_BYTES) * BLOCK_BYTES);
  whole.set(bytes);
  whole[bytes.byteLength] = 0x80;
  const view = new DataView(whole.buffer);
  view.setUint32(whole.byteLength - 8, Math.floor((bytes.byteLength * 8) / WORD));
  view.setUint32(whole.byteLength - 4, (bytes.byteLength * 8) % WORD);
  return view;
}

function spread(words: Int32Array, view: DataView, offset: number): void {
  for (let i = 0; i < 16; i++) words[i] = view.getInt32(offset + i * 4);
  for (let i = 16; i < 64; i++) {
    const a = words[i - 15]!;
    const b = words[i - 2]!;
    const small = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
    words[i] = words[i - 16]! + small + words[i - 7]! + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
  }
}

function mix(state: Int32Array, words: Int32Array): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[i]! + words[i]!) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i]! += word));
}

/** SHA-256 of the bytes, at once. */
export function sha256Now(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = padded(bytes);
  const state = START.slice();
  const words = new Int32Array(64);
  for (let offset = 0; offset < view.byteLength; offset += BLOCK_BYTES) {
    spread(words, view, offset);
    mix(state, words);
  }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => digest.setInt32(i * 4, word));
  return new Uint8Array(digest.buffer);
}
