import { Signal } from '../../base/observable.ts';
import type { Change, DeviceStore } from '../../sync/ports.ts';

/** What the store held at one moment. */
export type MemoryDeviceImage = ReadonlyMap<string, unknown>;

export class MemoryDeviceStore implements DeviceStore {
  readonly changes: Signal<Change>;
  readonly #values: Map<string, unknown>;

  constructor({
    changes = new Signal<Change>(),
    image,
  }: { readonly changes?: Signal<Change>; readonly image?: MemoryDeviceImage } = {}) {
    this.changes = changes;
    this.#values = new Map(image);
  }

  /** Values are copies already: each `put` stores its own. */
  image(): MemoryDeviceImage {
    return new Map(this.#values);
  }

  async get(name: string): Promise<unknown> {
    return structuredClone(this.#values.get(name));
  }

  async put(name: string, value: unknown): Promise<void> {
    if (value === undefined) this.#values.delete(name);
    else this.#values.set(name, structuredClone(value));
    // A listener's error is its own: it is called in a turn of its own.
    queueMicrotask(() => this.changes.emit({ what: 'device', docs: [] }));
  }
}
