import { Worker } from 'node:worker_threads';

/** An input that has not come back by then never will: milliseconds. */
const HANG_MS = 20_000;

/**
 * Another thread that sees an input which never comes back, says which, and ends the process: the thread that hangs cannot.
 * (Those that come back late are found by the clock of whoever called.)
 */
export class Watchdog {
  readonly #state = new Int32Array(new SharedArrayBuffer(8));
  readonly #worker: Worker;

  constructor() {
    this.#worker = new Worker(new URL('./watchdog-thread.ts', import.meta.url), {
      workerData: { state: this.#state, hangMs: HANG_MS },
    });
    this.#worker.unref();
  }

  /** The inputs that follow are of this target and this seed. */
  follow(target: string, seed: number): void {
    this.#worker.postMessage({ target, seed });
  }

  /** An input begins. */
  begin(index: number): void {
    this.#state[0] = index;
    Atomics.add(this.#state, 1, 1);
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
