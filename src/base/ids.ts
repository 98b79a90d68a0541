import { toBase64Url } from './bytes.ts';

/** Fills a new array with `count` random bytes. Injected so that a simulation can replay it. */
export type RandomBytes = (count: number) => Uint8Array;

/** The platform's cryptographic source. */
export const secureRandomBytes: RandomBytes = (count) => crypto.getRandomValues(new Uint8Array(count));

/** A new identifier of 96 random bits, 16 characters of base64url: no two collide within a town's lifetime. */
export function newId(random: RandomBytes = secureRandomBytes): string {
  return toBase64Url(random(12));
}
