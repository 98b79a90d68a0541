import { createHmac, timingSafeEqual } from 'node:crypto';

/*
 * One-time codes by the clock (RFC 6238, with the SHA-1, 30 s and six digits that every authenticator app takes). On Node's own HMAC they
 * are fewer lines than the use of a library would be, and the RFC's vectors are their test.
 */

const STEP_MS = 30_000;
const DIGITS = 6;
/** A phone and a trolley may be so many steps apart, each way. */
const DRIFT_STEPS = 1;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export const stepAt = (ms: number): number => Math.floor(ms / STEP_MS);

export function totpAt(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const number = mac.readUInt32BE((mac.at(-1) ?? 0) & 0xf) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
}

/** The step that this code is of, near this time; undefined where it is of none. */
export function matchingStep(secret: Uint8Array, code: string, ms: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const steps = Array.from({ length: 2 * DRIFT_STEPS + 1 }, (_, index) => stepAt(ms) - DRIFT_STEPS + index);
  return steps.find((step) => timingSafeEqual(Buffer.from(totpAt(secret, step)), Buffer.from(code)));
}

/** As an authenticator app takes a secret, by hand or in a QR code (RFC 4648). */
export function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET[parseInt(five.padEnd(5, '0'), 2)]).join('');
}
