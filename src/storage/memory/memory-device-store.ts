import { Signal } from '../../base/observable.ts';
import type { Change, DeviceStore } from '../../sync/ports.ts';

export class MemoryDeviceStore implements DeviceStore {
  readonly changes: Signal<Change>;
  readonly #values = new Map<string, unknown>();

  constructor(changes = new Signal<Change>()) {
    this.changes = changes;
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
