import type { Clock } from '../../src/sync/ports.ts';
import type { Random } from './random.ts';

/** One run of a process. When it crashes, nothing that it waits for ever comes back to it. */
export class Life {
  alive = true;
}

interface Task {
  readonly life: Life;
  readonly run: () => void;
}

interface Timer extends Task {
  readonly at: number;
}

/** Decides what happens next, from the seed alone: which answer comes, which write is done, which clock strikes. */
export class Scheduler {
  readonly random: Random;
  #ready: Task[] = [];
  #timers: Timer[] = [];
  #now = 0;
  steps = 0;

  constructor(random: Random) {
    this.random = random;
  }

  /** Resolves when the scheduler lets it; never, if the process has crashed by then. */
  point(life: Life): Promise<void> {
    return new Promise((resolve) => this.#ready.push({ life, run: resolve }));
  }

  /** Runs `call` at some time, unless the process has crashed by then. */
  later(life: Life, call: () => void): void {
    this.#ready.push({ life, run: call });
  }

  /** A process's clock; each may be years off, and nothing may depend on it (S6). */
  clock(life: Life): Clock {
    const skew = this.random.below(2) * (this.random.below(20) - 10) * 31_536_000_000;
    return {
      now: () => this.#now + skew,
      after: (ms, call) => {
        const timer: Timer = { at: this.#now + ms, life, run: call };
        this.#timers.push(timer);
        return () => {
          this.#timers = this.#timers.filter((other) => other !== timer);
        };
      },
    };
  }

  /** One thing happens; false when there is nothing left that could. */
  async step(): Promise<boolean> {
    await microtasks();
    this.steps += 1;
    const task = this.#next();
    if (!task) return false;
    if (task.life.alive) task.run();
    return true;
  }

  #next(): Task | undefined {
    // Now and then a clock strikes though other things are still on their way.
    if (this.#ready.length > 0 && !(this.#timers.length > 0 && this.random.chance(0.05))) {
      const place = this.random.below(this.#ready.length);
      const task = this.#ready[place];
      this.#ready[place] = this.#ready.at(-1)!;
      this.#ready.pop();
      return task;
    }
    const timer = this.#timers.reduce<Timer | undefined>(
      (first, one) => (!first || one.at < first.at ? one : first),
      undefined,
    );
    if (!timer) return undefined;
    this.#timers = this.#timers.filter((other) => other !== timer);
    this.#now = Math.max(this.#now, timer.at);
    return timer;
  }
}

/**
 * Everything that waits for no scheduler has happened. A tick that a microtask asks for comes once no microtask is left
 * (Node: process.nextTick), and for a fraction of what a turn of the event loop costs.
 */
export async function microtasks(): Promise<void> {
  await Promise.resolve(); // from here on this is a microtask, whoever called
  await new Promise<void>((resolve) => process.nextTick(resolve));
}
