import type { Changes, DeviceStore, FileStore, LogStore, ProjectionStore } from '../sync/ports.ts';

/** What this device keeps, and word of every change of it. */
export interface Stores {
  readonly log: LogStore;
  readonly projections: ProjectionStore;
  readonly files: FileStore;
  readonly device: DeviceStore;
  readonly changes: Changes;
}
