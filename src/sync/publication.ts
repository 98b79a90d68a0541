import type { Log } from '../base/log.ts';
import { Signal } from '../base/observable.ts';
import type { Access } from './access.ts';
import type { Head, LogStore } from './ports.ts';
import type { Projector } from './projector.ts';

/**
 * What readers may be told of: the log up to the last row whose rights are known. A row is stored first, then its projections
 * are made, then rights learn of them, then the streams hear of it.
 */
export class Publication {
  readonly #log: LogStore;
  readonly #projector: Projector;
  readonly #journal: Log;
  #head: Head | undefined;
  /** The published log grew, or the receipts from above did. */
  readonly changed = new Signal();

  constructor(parts: { log: LogStore; projector: Projector; access: Access; journal: Log }) {
    this.#log = parts.log;
    this.#projector = parts.projector;
    // A grant counts from the position at which rights learn of it: no reader's cursor is past it yet.
    parts.projector.projected.subscribe(({ made, position }) => parts.access.learn(made, position));
    this.#journal = parts.journal;
  }

  /** The published end of the log. */
  async head(): Promise<Head> {
    if (!this.#head) await this.grown();
    return this.#head ?? this.#log.head();
  }

  /** Call after rows were stored; resolves when readers can be told of them. Never rejects: the next call publishes what this one could not. */
  async grown(): Promise<void> {
    try {
      const head = await this.#log.head();
      await this.#projector.catchUp();
      this.#head = !this.#head || head.seq > this.#head.seq ? head : this.#head;
      this.changed.emit();
    } catch (cause) {
      this.#journal.error('projections are late', { cause: String(cause) });
    }
  }

  /** Call when only the receipts from above changed. */
  receiptChanged(): void {
    this.changed.emit();
  }
}
