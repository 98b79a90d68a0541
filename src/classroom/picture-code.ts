import { type RandomBytes, secureRandomBytes } from '../base/ids.ts';
import { PICTURE_NAMES, type PictureName } from './pictures.ts';
import { isSecretOf, type SlowHash, slowHash } from './slow-hash.ts';

/**
 * A pupil's code: three pictures of the twelve, in order. There are only 1,728 of them. What keeps a classmate out is the rest
 * between tries (`ui/pupil/tries.ts`): days for all of them. The slow hash does another thing: a code cannot be read off a tablet's
 * disk, a backup or the wire by looking. Whoever takes a copy away and computes finds every code of a class within an hour; no
 * number of rounds that a slow tablet bears would change that. So a code opens a pupil's own satchel on a tablet of their class
 * and nothing else: never a server, never an account of an adult.
 */
export type PictureCode = readonly [PictureName, PictureName, PictureName];

export const PICTURE_CODE_LENGTH = 3;

/** What a class document holds instead of the code. */
export type HashedCode = SlowHash;

/**
 * PBKDF2-SHA-256 rounds, so that the child waits less than half a second. Measured with `crypto.subtle` in Chromium 156 on a server's
 * core: 35 ms (600,000, which OWASP's Password Storage Cheat Sheet asks for passwords: 100 ms). Six times slower, as Lighthouse
 * takes a low-end device to be: 0.2 s; 0.5 s where the processor has no SHA instructions, which cost 2.5 times as much here.
 * A third of OWASP's figure, because the whole search costs 1,728 times this and no more either way.
 */
export const CODE_ROUNDS = 200_000;

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

const secretOf = (code: readonly PictureName[]): string => code.join(' ');

/** Hashes a new code under a fresh salt. */
export function hashCode(code: PictureCode, rounds: number = CODE_ROUNDS): Promise<HashedCode> {
  return slowHash(secretOf(code), rounds);
}

/** Whether the pictures tapped are this pupil's; works with no network. */
export function checkCode(tapped: readonly PictureName[], stored: HashedCode): Promise<boolean> {
  return isSecretOf(secretOf(tapped), stored);
}
