import type { Observable } from '../base/observable.ts';
import type { WorkLock } from './work-lock.ts';

export interface UpdateGateParts {
  readonly waiting: Observable<boolean>;
  /** What the upstream lacks. */
  readonly toSync: Observable<{ readonly rows: number }>;
  readonly work: Pick<WorkLock, 'begin' | 'ifNobodyWorks'>;
  readonly activate: () => void;
}

/**
 * Lets a waiting version take over only when no tab of this device is at work and the upstream has everything, so that
 * an update can neither interrupt a child nor stand between a work and the hub.
 *
 *     a version waits ─┐
 *     outbox is empty ─┼─ and no tab holds the work lock → activate, once
 *     this tab rests ──┘
 */
export class UpdateGate {
  readonly #parts: UpdateGateParts;
  readonly #stops: (() => void)[];
  #resting = 0;
  #waiting = false;
  #flushed = false;
  #activated = false;
  #endWork: (() => Promise<void>) | undefined;

  /** A tab counts as at work until a screen says that it rests. */
  constructor(parts: UpdateGateParts) {
    this.#parts = parts;
    this.#endWork = parts.work.begin();
    this.#stops = [
      parts.waiting.subscribe((waiting) => {
        this.#waiting = waiting;
        this.#tryToOpen();
      }),
      parts.toSync.subscribe(({ rows }) => {
        this.#flushed = rows === 0;
        this.#tryToOpen();
      }),
    ];
  }

  /** A neutral screen is shown; returns the way to say that someone works again. */
  rest(): () => void {
    this.#resting++;
    const ended = this.#endWork?.() ?? Promise.resolve();
    this.#endWork = undefined;
    void ended.then(() => this.#tryToOpen());
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#resting--;
      if (this.#resting === 0) this.#endWork = this.#parts.work.begin();
    };
  }

  stop(): void {
    this.#stops.forEach((stop) => stop());
    void this.#endWork?.();
  }

  #tryToOpen(): void {
    if (!this.#mayOpen()) return;
    void this.#parts.work.ifNobodyWorks(async () => {
      if (!this.#mayOpen()) return; // someone began while the lock was on its way
      this.#activated = true;
      this.#parts.activate();
    });
  }

  #mayOpen(): boolean {
    return this.#waiting && this.#flushed && this.#resting > 0 && !this.#activated;
  }
}
