import type { DatabaseSync } from 'node:sqlite';

/** How exactly the disk knows a device's last contact, in milliseconds: a write at every request would cost an fsync each. */
const KEPT_EVERY_MS = 60_000;

/** When each device was last heard, by this node's clock: for people to read, nothing is decided by it (S6). */
export class Contacts {
  readonly #database: DatabaseSync;
  readonly #now: () => number;
  readonly #heard = new Map<string, number>();
  readonly #kept = new Map<string, number>();

  constructor(database: DatabaseSync, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** This device has just been heard. */
  heard(device: string): void {
    const now = this.#now();
    this.#heard.set(device, now);
    if (Math.abs(now - (this.#kept.get(device) ?? -Infinity)) < KEPT_EVERY_MS) return;
    this.#kept.set(device, now);
    this.#database.prepare('UPDATE devices SET last_contact = ? WHERE id = ?').run(now, device);
  }

  /** Null where it was never heard since it enrolled. */
  last(device: string): number | null {
    const heard = this.#heard.get(device);
    if (heard !== undefined) return heard;
    const row = this.#database.prepare('SELECT last_contact FROM devices WHERE id = ?').get(device);
    return (row?.last_contact as number | null | undefined) ?? null;
  }
}
