import { equalBytes, fromBase64Url, toBase64Url } from '../base/bytes.ts';
import { secureRandomBytes } from '../base/ids.ts';

/** What is kept instead of a short secret: salt and hash as base64url. */
export interface SlowHash {
  readonly salt: string;
  readonly hash: string;
  readonly rounds: number;
}

/** What PBKDF2 takes: a whole number of rounds. More than this would keep a slow tablet busy for minutes. */
const MAX_ROUNDS = 10_000_000;

/** PBKDF2-SHA-256 under a fresh salt: the only slow hash that every browser has by itself. */
export async function slowHash(secret: string, rounds: number): Promise<SlowHash> {
  const salt = new Uint8Array(secureRandomBytes(16));
  return { salt: toBase64Url(salt), hash: toBase64Url(await derive(secret, salt, rounds)), rounds };
}

/** Whether this is the secret; false also for what is no hash. */
export async function isSecretOf(secret: string, kept: SlowHash): Promise<boolean> {
  const salt = fromBase64Url(kept.salt);
  const hash = fromBase64Url(kept.hash);
  if (!salt || !hash || !(kept.rounds >= 1 && kept.rounds <= MAX_ROUNDS)) return false;
  return equalBytes(await derive(secret, salt, kept.rounds), hash);
}

async function derive(secret: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(secret), 'PBKDF2', false, ['deriveBits']);
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }, key, 256),
  );
}
