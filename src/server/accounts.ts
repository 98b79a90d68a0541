import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import * as v from 'valibot';
import { newId } from '../base/ids.ts';
import { Signal } from '../base/observable.ts';
import { type Credential, DEVICE_ROLES, type DeviceRole } from '../protocol/messages.ts';
import { DEVICE_STATES, type DeviceState } from '../protocol/office/devices.ts';

/** Length of a device's secret: no one guesses 256 random bits, so a plain SHA-256 at rest is enough. */
const SECRET_BYTES = 32;

/** What a device may be, as its enrolment code says. */
export interface Grant {
  readonly role: DeviceRole;
  /** Number painted on the tablet; 0 for others. */
  readonly number: number;
  readonly classes: readonly string[];
  /** The adult's account on a teacher's device, else ''. */
  readonly account: string;
}

/** A device that has enrolled here, as its enrolment said; what it may do now, devices/device-register.ts knows. */
export interface Device extends Grant {
  readonly id: string;
}

/** States in which a device's secret is good: one that leaves still has to send what it holds. */
export const LIVING_STATES: readonly DeviceState[] = ['active', 'leaving'];

const DeviceRowSchema = v.object({
  id: v.string(),
  secret_hash: v.instance(Uint8Array),
  role: v.picklist(DEVICE_ROLES),
  number: v.number(),
  classes: v.pipe(v.string(), v.parseJson(), v.array(v.string())),
  account: v.string(),
  state: v.picklist(DEVICE_STATES),
  /** The account of the adult whose own it is was closed. */
  closed: v.number(),
});

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compared against where no such device exists, so that both answers take the same time. */
const NO_HASH = Buffer.alloc(32);

/** The devices of this node. */
export class Accounts {
  readonly #insert: StatementSync;
  readonly #select: StatementSync;
  /** Tells of each device that proved who it is. */
  readonly known = new Signal<string>();

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare(
      'INSERT INTO devices (id, secret_hash, role, number, classes, account, name, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#select = database.prepare(
      'SELECT id, secret_hash, role, number, classes, account, state,' +
        ' EXISTS (SELECT 1 FROM adults WHERE adults.account = devices.account AND disabled = 1) AS closed' +
        ' FROM devices WHERE id = ?',
    );
  }

  /** Makes a device and its secret; only the secret's hash stays here. `at` is shown, never compared (S6). */
  add(grant: Grant, at: number): Credential {
    const device = newId();
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const { role, number, classes, account } = grant;
    this.#insert.run(device, sha256(secret), role, number, JSON.stringify(classes), account, '', at);
    return { device, secret };
  }

  /** The device whose secret this is, unless it was revoked, has gone, or belongs to an adult whose account is closed. */
  authenticate({ device, secret }: Credential): Device | undefined {
    const found = v.safeParse(DeviceRowSchema, this.#select.get(device));
    const expected = found.success ? found.output.secret_hash : NO_HASH;
    const same = timingSafeEqual(sha256(secret), expected);
    if (!found.success || !same || !LIVING_STATES.includes(found.output.state)) return undefined;
    // Shut out, and not only shown nothing: what is written meanwhile then still lies ahead of it, if the account is opened again.
    // One that is to erase itself reads nothing either way, and must hear that it is to.
    if (found.output.closed && found.output.state !== 'leaving') return undefined;
    const { id, role, number, classes, account } = found.output;
    this.known.emit(id);
    return { id, role, number, classes, account };
  }
}

/** Reads `Authorization: Bearer <device>.<secret>`. */
export function readBearer(header: string | undefined): Credential | undefined {
  const match = /^Bearer ([\w-]{1,64})\.([\w-]{1,128})$/.exec(header ?? '');
  return match ? { device: match[1] ?? '', secret: match[2] ?? '' } : undefined;
}
