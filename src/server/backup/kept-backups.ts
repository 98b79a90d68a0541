import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeptBackup } from '../../protocol/office/backup.ts';
import { stampOf } from './restore-backup.ts';

/** A school week: the newest is on this disk, older ones are for who notices late. */
export const BACKUPS_KEPT = 5;

/** `cartable-0007-2026-11-28T17-19-45.tar`: the number tells which is newer, whatever the clock said (S6). */
const NAME = /^cartable-(\d{4,})-[0-9T-]{19}\.tar$/;

/** The folder in which a node keeps its backups. It touches no file but its own. */
export class KeptBackups {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The newest first. */
  async list(): Promise<KeptBackup[]> {
    const names = (await this.#names()).filter((name) => NAME.test(name));
    const found = await Promise.all(names.map((name) => this.#one(name)));
    return found.filter((one) => one !== undefined).sort((a, b) => numberOf(b.name) - numberOf(a.name));
  }

  /** Where the next one goes. */
  async next(at: number): Promise<{ readonly number: number; readonly path: string }> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const [newest] = await this.list();
    const number = newest === undefined ? 1 : numberOf(newest.name) + 1;
    return { number, path: this.pathOf(`cartable-${String(number).padStart(4, '0')}-${stampOf(at)}.tar`) };
  }

  pathOf(name: string): string {
    return join(this.folder, name);
  }

  /** Lets go of the oldest beyond those that are kept. */
  async prune(): Promise<void> {
    for (const { name } of (await this.list()).slice(BACKUPS_KEPT)) await rm(this.pathOf(name), { force: true });
  }

  /** Lets go of what a backup left that was broken off; call when none is under way. */
  async tidy(): Promise<void> {
    const left = (await this.#names()).filter((name) => name.startsWith('.cartable-'));
    for (const name of left) await rm(this.pathOf(name), { recursive: true, force: true });
  }

  async #names(): Promise<string[]> {
    return readdir(this.folder).catch(() => []); // not there yet, or not to be read: whoever writes there says so
  }

  async #one(name: string): Promise<KeptBackup | undefined> {
    const found = await stat(this.pathOf(name)).catch(() => undefined); // taken away a moment ago
    return found?.isFile() ? { name, at: found.mtimeMs, bytes: found.size } : undefined;
  }
}

const numberOf = (name: string): number => Number(NAME.exec(name)?.[1] ?? 0);
