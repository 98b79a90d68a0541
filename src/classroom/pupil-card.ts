import { fromHex, toBase64Url, toHex } from '../base/bytes.ts';
import { sha256 } from '../base/hash.ts';
import { type RandomBytes, secureRandomBytes } from '../base/ids.ts';
import type { Pupil, SchoolClass } from './class-document.ts';

/** 128 random bits: nobody guesses them, so one plain SHA-256 is as good as a slow one, and needs no salt. */
export const CARD_SECRET_BYTES = 16;

/** Capitals, digits and a colon, so that a QR code holds it in 29 × 29 big squares with a quarter of them spare. */
const CARD = /^CARTABLE:([0-9A-F]{32})$/;

/** What stands on a card: a secret and nobody's name. Whoever holds it signs in, on a tablet of the class. */
export function newCard(random: RandomBytes = secureRandomBytes): string {
  return `CARTABLE:${toHex(random(CARD_SECRET_BYTES)).toUpperCase()}`;
}

/** What a class document holds instead of the card, or undefined where the text is no card's. */
export async function hashCard(text: string): Promise<string | undefined> {
  const secret = fromHex(CARD.exec(text)?.[1] ?? '');
  return secret?.byteLength === CARD_SECRET_BYTES ? toBase64Url(await sha256(secret)) : undefined;
}

/** Whose card it is: works with no network. Hashes are compared, so the time that takes says nothing of a secret. */
export async function pupilOfCard(text: string, classes: readonly SchoolClass[]): Promise<Pupil | undefined> {
  const hash = await hashCard(text);
  if (hash === undefined) return undefined;
  return classes.flatMap(({ pupils }) => pupils).find((pupil) => pupil.card === hash);
}
