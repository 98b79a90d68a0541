import type { Log } from '../../base/log.ts';
import { BACKUP_FAILURES, type BackupFailure, type BackupShelf } from '../../protocol/office/backup.ts';
import type { Clock } from '../../sync/ports.ts';
import { BACKUPS_KEPT, KeptBackups } from './kept-backups.ts';
import { type BackupApart, runApart, type RunApart } from './run-apart.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** After the start of the day's work, and not at the same moment on every trolley of a town. */
const FIRST_LOOK_MS = 20 * MINUTE_MS;
const JITTER_MS = 40 * MINUTE_MS;
const LOOK_EVERY_MS = 60 * MINUTE_MS;

export interface BackupsParts {
  readonly dataDir: string;
  /** Where they are kept. */
  readonly folder: string;
  /** Whether one is made each day by itself. */
  readonly daily: boolean;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly run?: RunApart;
  /** From 0 to 1. */
  readonly random?: () => number;
}

/** The backups that a node makes of itself while it runs: when somebody asks, and each day that it is on. */
export class Backups {
  readonly kept: KeptBackups;
  readonly #parts: BackupsParts;
  #making: BackupShelf['making'] = null;
  #failed: BackupFailure | null = null;
  #apart: BackupApart | undefined;
  #turn: Promise<void> = Promise.resolve();
  #stopTimer: () => void = () => undefined;

  constructor(parts: BackupsParts) {
    this.#parts = parts;
    this.kept = new KeptBackups(parts.folder);
  }

  async start(): Promise<void> {
    await this.kept.tidy();
    if (!this.#parts.daily) return;
    const { random = Math.random } = this.#parts;
    this.#lookAgain(FIRST_LOOK_MS + random() * JITTER_MS);
  }

  async stop(): Promise<void> {
    this.#stopTimer();
    this.#stopTimer = () => undefined;
    await this.#apart?.end();
    await this.#turn;
  }

  async shelf(): Promise<BackupShelf> {
    const { folder, daily } = this.#parts;
    const kept = await this.kept.list();
    return { folder, kept, most: BACKUPS_KEPT, daily, making: this.#making, failed: this.#failed };
  }

  /** Begins one, or does nothing where one is under way. `ended` resolves when there is none under way any more. */
  begin(): { readonly ended: Promise<void> } {
    if (this.#making === null) {
      this.#making = { step: 'copying', done: 0 };
      this.#failed = null;
      this.#turn = this.#make();
    }
    return { ended: this.#turn };
  }

  async #make(): Promise<void> {
    const { dataDir, version, clock, run = runApart, log } = this.#parts;
    try {
      const { path } = await this.kept.next(clock.now());
      const order = { dataDir, to: path, version, at: clock.now() };
      this.#apart = run(order, (step, done) => (this.#making = { step, done }));
      const trouble = await this.#apart.trouble;
      if (trouble === undefined) await this.kept.prune();
      else this.#failed = failureOf(trouble);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      this.#failed = code === 'ENOSPC' ? 'full' : code === undefined ? 'broken-off' : 'unwritable';
      log.error('a backup was not made', { error: String(error) });
    }
    if (this.#failed !== null) log.warn('a backup was not made', { why: this.#failed });
    this.#apart = undefined;
    this.#making = null;
  }

  #lookAgain(ms: number): void {
    this.#stopTimer = this.#parts.clock.after(ms, () => {
      this.#lookAgain(LOOK_EVERY_MS);
      void this.#makeIfDue();
    });
  }

  /** A time that has not come yet is that of a clock that was wrong: one backup too many does no harm. */
  async #makeIfDue(): Promise<void> {
    const age = this.#parts.clock.now() - ((await this.kept.list())[0]?.at ?? -Infinity);
    if (age >= DAY_MS || age < 0) this.begin();
  }
}

const failureOf = (trouble: string): BackupFailure =>
  BACKUP_FAILURES.find((failure) => failure === trouble) ?? 'unwritable';
