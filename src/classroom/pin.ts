import { isSecretOf, type SlowHash, slowHash } from './slow-hash.ts';

/**
 * The digits by which a teacher opens their own device again, with no network. They keep out a pupil who tries at the screen, by the
 * rest between tries and their end (`ui/teacher/lock/`). They keep out nobody who takes the disk away or knows a browser's tools:
 * what lies on the device is not encrypted by them, and four digits are soon tried out. That is for the system's own encryption.
 */
export const PIN_DIGITS = { least: 4, most: 8 } as const;

/**
 * PBKDF2-SHA-256 rounds: what OWASP's Password Storage Cheat Sheet asks for. 0.1 s in Chromium on a server's core, 0.6 s on a low-end
 * device (picture-code.ts has the measure): an adult waits so long a few times a day. A PIN may be used elsewhere as well, so a copy
 * should not give it away for nothing: 17 minutes of that core for four digits, four months for eight.
 */
export const PIN_ROUNDS = 600_000;

export type PinFault = 'length' | 'too-easy';

/** Why these digits are no good PIN: a class guesses 1234 and 0000 within its free tries. */
export function pinFault(pin: string): PinFault | undefined {
  if (!new RegExp(`^\\d{${PIN_DIGITS.least},${PIN_DIGITS.most}}$`).test(pin)) return 'length';
  const steps = new Set([...pin].slice(1).map((digit, index) => Number(digit) - Number(pin[index])));
  const [step] = steps;
  return steps.size === 1 && step !== undefined && Math.abs(step) <= 1 ? 'too-easy' : undefined;
}

export function hashPin(pin: string, rounds: number = PIN_ROUNDS): Promise<SlowHash> {
  return slowHash(pin, rounds);
}

export function checkPin(pin: string, kept: SlowHash): Promise<boolean> {
  return isSecretOf(pin, kept);
}
