import type { Log } from '../base/log.ts';
import type { Observable } from '../base/observable.ts';
import type { Change, Changes } from '../sync/ports.ts';

export interface FollowParts {
  readonly changes: Changes;
  readonly log: Log;
}

/**
 * What a query of the device's store says, now and after each change that concerns it. All who listen share one reading, and
 * changes that come while it is under way share the next.
 */
export class Followed<Value> implements Observable<Value> {
  readonly #parts: FollowParts;
  readonly #concerns: (change: Change) => boolean;
  readonly #read: () => Promise<Value>;
  readonly #listeners = new Set<(value: Value) => void>();
  #known: { readonly value: Value } | undefined;
  #reading = false;
  #again = false;
  #stop: (() => void) | undefined;

  constructor(parts: FollowParts, concerns: (change: Change) => boolean, read: () => Promise<Value>) {
    this.#parts = parts;
    this.#concerns = concerns;
    this.#read = read;
  }

  subscribe(listener: (value: Value) => void): () => void {
    const own = (value: Value) => listener(value); // the same function may listen twice
    this.#listeners.add(own);
    if (this.#known) own(this.#known.value);
    this.#stop ??= this.#follow();
    return () => {
      this.#listeners.delete(own);
      if (this.#listeners.size > 0) return;
      this.#stop?.();
      this.#stop = undefined;
      this.#known = undefined; // nobody follows it any more, so it grows old
    };
  }

  #follow(): () => void {
    void this.#update();
    return this.#parts.changes.subscribe((change) => {
      if (this.#concerns(change)) void this.#update();
    });
  }

  async #update(): Promise<void> {
    this.#again = true;
    if (this.#reading) return;
    this.#reading = true;
    while (this.#again && this.#listeners.size > 0) {
      this.#again = false;
      await this.#readOnce();
    }
    this.#reading = false;
  }

  async #readOnce(): Promise<void> {
    const read = await this.#tryToRead();
    if (!read || this.#listeners.size === 0) return;
    this.#known = read;
    for (const listener of [...this.#listeners]) listener(read.value);
  }

  async #tryToRead(): Promise<{ readonly value: Value } | undefined> {
    try {
      return { value: await this.#read() };
    } catch (cause) {
      this.#parts.log.error('the device could not be read', { cause: String(cause) });
      return undefined; // the next change reads again
    }
  }
}
