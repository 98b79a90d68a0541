import { randomBytes, scrypt, type ScryptOptions, timingSafeEqual } from 'node:crypto';
import { fromBase64Url, toBase64Url } from '../../base/bytes.ts';
import { type RandomBytes, secureRandomBytes } from '../../base/ids.ts';
import { PASSWORD_SHORTEST } from '../../protocol/office/people.ts';

/** What one hash costs. */
export interface HashCost {
  /** Rounds as a power of two; memory is 128 × 2^log2N × r bytes. */
  readonly log2N: number;
  readonly r: number;
  readonly p: number;
}

/**
 * One of the settings that OWASP's Password Storage Cheat Sheet calls equal: 32 MiB and about 0.3 s on a trolley's laptop.
 * Argon2id would be its first choice, but Node has it only since 24.7 and we run on 22.18 too.
 */
export const PASSWORD_COST: HashCost = { log2N: 15, r: 8, p: 3 };

const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Hashes that may wait for their turn: more at once is no school that signs in. */
const MAX_WAITING = 16;
/** Distinct characters of a password: « aaaaaaaaaaaa » has one. */
const FEWEST_CHARACTERS = 5;

/** Too many ask for a hash at once. */
export class TooBusyError extends Error {}

/** Hashes and checks passwords, one at a time: a stranger who guesses holds one thread and 32 MiB, never the laptop. */
export class PasswordHasher {
  readonly #cost: HashCost;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(cost: HashCost = PASSWORD_COST) {
    this.#cost = cost;
  }

  /** The form that is stored: cost, salt and hash, so that a later cost can be read beside an older one. */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    const hash = await this.#inTurn(() => derive(password, salt, this.#cost));
    const { log2N, r, p } = this.#cost;
    return ['scrypt', log2N, r, p, toBase64Url(salt), toBase64Url(hash)].join('$');
  }

  /** Whether this is the password; where there is none to compare with, the answer takes the same time. */
  async check(password: string, stored: string | undefined): Promise<boolean> {
    const parsed = stored === undefined ? undefined : parse(stored);
    const { cost, salt, hash } = parsed ?? { cost: this.#cost, salt: Buffer.alloc(SALT_BYTES), hash: NO_HASH };
    const derived = await this.#inTurn(() => derive(password, salt, cost));
    return timingSafeEqual(derived, hash) && parsed !== undefined;
  }

  async #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.#waiting >= MAX_WAITING) throw new TooBusyError('too many passwords are being checked');
    this.#waiting++;
    const turn = this.#last.then(work, work);
    this.#last = turn;
    try {
      return await turn;
    } finally {
      this.#waiting--;
    }
  }
}

const NO_HASH = Buffer.alloc(HASH_BYTES);

function derive(password: string, salt: Uint8Array, { log2N, r, p }: HashCost): Promise<Buffer> {
  const N = 2 ** log2N;
  const options: ScryptOptions = { N, r, p, maxmem: 128 * r * (N + p + 2) };
  return new Promise((resolve, reject) => {
    // The same letters typed on another keyboard may be other code points.
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

function parse(stored: string): { cost: HashCost; salt: Uint8Array; hash: Uint8Array } | undefined {
  const [kind, log2N, r, p, salt64 = '', hash64 = ''] = stored.split('$');
  const salt = fromBase64Url(salt64);
  const hash = fromBase64Url(hash64);
  if (kind !== 'scrypt' || !salt || hash?.byteLength !== HASH_BYTES) return undefined;
  return { cost: { log2N: Number(log2N), r: Number(r), p: Number(p) }, salt, hash };
}

/** Why a password that a person chose is not taken, or undefined where it is good. */
export function weakness(password: string, account: string): 'too-short' | 'too-simple' | undefined {
  if ([...password].length < PASSWORD_SHORTEST) return 'too-short';
  const plain = password.toLowerCase();
  if (new Set(plain).size < FEWEST_CHARACTERS || plain.replaceAll(account, '').length < PASSWORD_SHORTEST / 2)
    return 'too-simple';
  return undefined;
}

/** Letters and digits that nobody takes for one another when they are read out. */
const SPOKEN = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 4;

/** A password to hand over on paper: 79 random bits in four groups. */
export function oneTimePassword(random: RandomBytes = secureRandomBytes): string {
  const letters = Array.from({ length: GROUPS * GROUP_LENGTH }, () => letter(random));
  return Array.from({ length: GROUPS }, (_, group) =>
    letters.slice(group * GROUP_LENGTH, (group + 1) * GROUP_LENGTH).join(''),
  ).join('-');
}

/** Bytes past the last whole round of the alphabet are drawn again, so that no letter comes more often. */
function letter(random: RandomBytes): string {
  const limit = 256 - (256 % SPOKEN.length);
  for (;;) {
    const [byte = 0] = random(1);
    if (byte < limit) return SPOKEN[byte % SPOKEN.length] ?? '';
  }
}
