import type { DeviceStore } from '../../sync/ports.ts';
import type { CartableDatabase } from './cartable-database.ts';
import type { BroadcastChanges } from './changes.ts';
import { orStorageFailure } from './failure.ts';

export class DexieDeviceStore implements DeviceStore {
  readonly #database: CartableDatabase;
  readonly #changes: BroadcastChanges;

  constructor(database: CartableDatabase, changes: BroadcastChanges) {
    this.#database = database;
    this.#changes = changes;
  }

  async get(name: string): Promise<unknown> {
    return orStorageFailure(() => this.#database.device.get(name));
  }

  async put(name: string, value: unknown): Promise<void> {
    const { device } = this.#database;
    await orStorageFailure(() =>
      this.#database.transaction('rw', [device], async () => {
        if (value === undefined) await device.delete(name);
        else await device.put(value, name);
      }),
    );
    this.#changes.announce({ what: 'device', docs: [] });
  }
}
