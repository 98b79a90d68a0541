import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FromFleet, Verb, Verbs } from './fleet-messages.ts';

const FLEET = fileURLToPath(new URL('fleet-process.ts', import.meta.url));

/** Warnings of peers about themselves, that say nothing to whoever measures. */
const QUIET = ['ExperimentalWarning', 'TimeoutNegativeWarning'].map((name) => `--disable-warning=${name}`);

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The clients of one contender, in a process of their own beside its server. */
export class Fleet {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;

  /** `clients` is the file of a ClientModule; `options` are Node's. */
  constructor(clients: string, options: readonly string[] = []) {
    const execArgv = [...QUIET, '--max-old-space-size=12000', ...options];
    this.#child = fork(FLEET, [clients], { execArgv, serialization: 'advanced' });
    this.#child.on('message', (message: FromFleet) => {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.ok) waiting?.resolve(message.answer);
      else waiting?.reject(new Error(message.error));
    });
    this.#child.once('exit', (code) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`${clients} ended with ${code}`));
    });
  }

  ask<V extends Verb>(
    verb: V,
    ...[wish]: Verbs[V]['wish'] extends void ? [] : [Verbs[V]['wish']]
  ): Promise<Verbs[V]['answer']> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject });
      this.#child.send({ id, verb, wish });
    });
  }

  /** Ends the process; what its clients had open is gone with it. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}
