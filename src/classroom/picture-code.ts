import { equalBytes, fromBase64Url, toBase64Url } from '../base/bytes.ts';
import { type RandomBytes, secureRandomBytes } from '../base/ids.ts';
import { PICTURE_NAMES, type PictureName } from './pictures.ts';

/**
 * A pupil's code: three pictures of the twelve, in order. There are only 1,728 of them. What keeps a classmate out is the rest
 * between tries (`ui/pupil/tries.ts`): days for all of them. The slow hash does another thing: a code cannot be read off a tablet's
 * disk, a backup or the wire by looking. Whoever takes a copy away and computes finds every code of a class within an hour; no
 * number of rounds that a slow tablet bears would change that. So a code opens a pupil's own satchel on a tablet of their class
 * and nothing else: never a server, never an account of an adult.
 */
export type PictureCode = readonly [PictureName, PictureName, PictureName];

export const PICTURE_CODE_LENGTH = 3;

/** What a class document holds instead of the code: salt and hash as base64url. */
export interface HashedCode {
  readonly salt: string;
  readonly hash: string;
  readonly rounds: number;
}

/**
 * PBKDF2-SHA-256 rounds, so that the child waits less than half a second. Measured with `crypto.subtle` in Chromium 156 on a server's
 * core: 35 ms (600,000, which OWASP's Password Storage Cheat Sheet asks for passwords: 100 ms). Six times slower, as Lighthouse
 * takes a low-end device to be: 0.2 s; 0.5 s where the processor has no SHA instructions, which cost 2.5 times as much here.
 * A third of OWASP's figure, because the whole search costs 1,728 times this and no more either way.
 */
export const CODE_ROUNDS = 200_000;

async function derive(code: readonly string[], salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(code.join(' ')), 'PBKDF2', false, [
    'deriveBits',
  ]);
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }, key, 256),
  );
}

/** A code that nobody chose: each of the 1,728 as likely as any other. */
export function randomCode(random: RandomBytes = secureRandomBytes): PictureCode {
  return [randomPicture(random), randomPicture(random), randomPicture(random)];
}

function randomPicture(random: RandomBytes): PictureName {
  // 252 is 21 times 12: the four values above it would make four pictures likelier.
  for (;;) {
    const byte = random(1)[0]!;
    if (byte < 252) return PICTURE_NAMES[byte % PICTURE_NAMES.length]!;
  }
}

/** Hashes a new code under a fresh salt. */
export async function hashCode(code: PictureCode, rounds: number = CODE_ROUNDS): Promise<HashedCode> {
  const salt = new Uint8Array(secureRandomBytes(16));
  return { salt: toBase64Url(salt), hash: toBase64Url(await derive(code, salt, rounds)), rounds };
}

/** What PBKDF2 takes: a whole number of rounds. More than this would keep a slow tablet busy for minutes. */
const MAX_ROUNDS = 10_000_000;

/** Whether the pictures tapped are this pupil's; works with no network. */
export async function checkCode(tapped: readonly PictureName[], stored: HashedCode): Promise<boolean> {
  const salt = fromBase64Url(stored.salt);
  const hash = fromBase64Url(stored.hash);
  if (!salt || !hash || !(stored.rounds >= 1 && stored.rounds <= MAX_ROUNDS)) return false;
  return equalBytes(await derive(tapped, salt, stored.rounds), hash);
}
