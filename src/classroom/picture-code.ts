import { equalBytes, fromBase64Url, toBase64Url } from '../base/bytes.ts';
import { secureRandomBytes } from '../base/ids.ts';
import type { PictureName } from './pictures.ts';

/** A pupil's code: three pictures of the twelve, in order. It tells pupils of one trolley apart; it is no secret for the Internet. */
export type PictureCode = readonly [PictureName, PictureName, PictureName];

export const PICTURE_CODE_LENGTH = 3;

/** What a class document holds instead of the code: salt and hash as base64url. */
export interface HashedCode {
  readonly salt: string;
  readonly hash: string;
  readonly rounds: number;
}

/** PBKDF2-SHA-256 rounds: OWASP's figure for 2023, about 0.3 s on a slow tablet; 1,728 codes then cost minutes to try. */
export const CODE_ROUNDS = 600_000;

async function derive(code: readonly string[], salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(code.join(' ')), 'PBKDF2', false, [
    'deriveBits',
  ]);
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }, key, 256),
  );
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
