import { Signal } from '../../src/base/observable.ts';
import { MemoryDeviceStore } from '../../src/storage/memory/memory-device-store.ts';
import { MemoryFileStore } from '../../src/storage/memory/memory-file-store.ts';
import { MemoryLogStore } from '../../src/storage/memory/memory-log-store.ts';
import { MemoryProjectionStore } from '../../src/storage/memory/memory-projection-store.ts';
import type { Change } from '../../src/sync/ports.ts';
import { describeDeviceStore } from './device-store.contract.ts';
import { describeFileStore } from './file-store.contract.ts';
import { describeLogStore } from './log-store.contract.ts';
import { describeProjectionStore } from './projection-store.contract.ts';

// An image is the disk of a store in memory: opening again means starting from it.

describeLogStore('MemoryLogStore', async () => {
  const changes = new Signal<Change>();
  let store = new MemoryLogStore();
  return {
    changes,
    open: async () => (store = new MemoryLogStore({ image: store.image(), changes })),
    damage: async (seq) => {
      const image = store.image();
      const entries = image.entries.map((entry) => {
        if (entry.row.seq !== seq) return entry;
        const update = entry.row.update.map((byte, at) => (at === 0 ? byte ^ 1 : byte));
        return { ...entry, row: { ...entry.row, update } };
      });
      store = new MemoryLogStore({ image: { ...image, entries } });
    },
    discard: async () => {},
  };
});

describeProjectionStore('MemoryProjectionStore', async () => {
  const changes = new Signal<Change>();
  let store = new MemoryProjectionStore();
  return {
    changes,
    open: async () => (store = new MemoryProjectionStore({ image: store.image(), changes })),
    discard: async () => {},
  };
});

describeFileStore('MemoryFileStore', async () => {
  const changes = new Signal<Change>();
  let store = new MemoryFileStore();
  return {
    changes,
    open: async () => (store = new MemoryFileStore({ image: store.image(), changes })),
    discard: async () => {},
  };
});

describeDeviceStore('MemoryDeviceStore', async () => {
  const changes = new Signal<Change>();
  const store = new MemoryDeviceStore({ changes });
  return { changes, open: async () => store, discard: async () => {} };
});
