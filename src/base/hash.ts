import { toHex } from './bytes.ts';

/** Length of a SHA-256 digest in bytes. */
export const SHA256_BYTES = 32;

export async function sha256(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
}

/** SHA-256 as 64 lower-case hexadecimal digits: the name of a file. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  return toHex(await sha256(bytes));
}

export const isSha256Hex = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);
