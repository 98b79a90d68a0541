import type { DatabaseSync } from 'node:sqlite';
import type { Log } from '../../base/log.ts';

/** How exactly the disk knows a device's last contact, in milliseconds: a write at every request would cost an fsync each. */
const KEPT_EVERY_MS = 60_000;

/** When each device was last heard, by this node's clock: for people to read, nothing is decided by it (S6). */
export class Contacts {
  readonly #database: DatabaseSync;
  readonly #now: () => number;
  readonly #heard = new Map<string, number>();
  readonly #kept = new Map<string, number>();
  readonly #log: Log;
  #failing = false;

  constructor(database: DatabaseSync, now: () => number, log: Log) {
    this.#database = database;
    this.#now = now;
    this.#log = log;
  }

  /** This device has just been heard. Never throws: no device is kept out, and no node ends, because a disk is full. */
  heard(device: string): void {
    const now = this.#now();
    this.#heard.set(device, now);
    if (Math.abs(now - (this.#kept.get(device) ?? -Infinity)) < KEPT_EVERY_MS) return;
    try {
      this.#database.prepare('UPDATE devices SET last_contact = ? WHERE id = ?').run(now, device);
      this.#kept.set(device, now);
      this.#failing = false;
    } catch (cause) {
      // Tried again at the next contact; said once, since that may be in a moment.
      if (!this.#failing) this.#log.error('contacts are not written to the disk', { cause: String(cause) });
      this.#failing = true;
    }
  }

  /** Null where it was never heard since it enrolled. */
  last(device: string): number | null {
    const heard = this.#heard.get(device);
    if (heard !== undefined) return heard;
    const row = this.#database.prepare('SELECT last_contact FROM devices WHERE id = ?').get(device);
    return (row?.last_contact as number | null | undefined) ?? null;
  }
}
