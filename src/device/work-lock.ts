const WORK_LOCK = 'cartable-work';

type Locks = Pick<LockManager, 'request'>;

/** Knows across tabs whether somebody is at work: each such tab shares the lock, what must not disturb wants it alone. */
export class WorkLock {
  readonly #locks: Locks;

  constructor(locks: Locks) {
    this.#locks = locks;
  }

  /** Somebody works in this tab; returns the way to say that they stopped, which resolves when the others can know. */
  begin(): () => Promise<void> {
    let end = () => {};
    const ended = new Promise<void>((resolve) => (end = resolve));
    const released = this.#locks.request(WORK_LOCK, { mode: 'shared' }, () => ended);
    return () => {
      end();
      return released;
    };
  }

  /** Runs `task` while no tab is at work; does nothing where one is. */
  async ifNobodyWorks(task: () => Promise<void>): Promise<void> {
    await this.#locks.request(WORK_LOCK, { ifAvailable: true }, (lock) => (lock ? task() : undefined));
  }
}
