import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change, Changes, DeviceStore } from '../../src/sync/ports.ts';

/** One device with words of its own. */
export interface DeviceDisk {
  /** A store on this disk; called again, it opens what is there. */
  open(): Promise<DeviceStore>;
  readonly changes: Changes;
  discard(): Promise<void>;
}

/** What every DeviceStore must do. */
export function describeDeviceStore(name: string, create: () => Promise<DeviceDisk>): void {
  describe(`${name} as a DeviceStore`, () => {
    let disk: DeviceDisk;
    let store: DeviceStore;
    beforeEach(async () => {
      disk = await create();
      store = await disk.open();
    });
    afterEach(() => disk.discard());

    test('keeps values by name, the last one put', async () => {
      expect(await store.get('enrolment')).toBeUndefined();
      await store.put('enrolment', { device: 't7', classes: ['cm1'] });
      await store.put('volume', 3);
      await store.put('volume', 4);
      store = await disk.open();
      expect(await store.get('enrolment')).toEqual({ device: 't7', classes: ['cm1'] });
      expect(await store.get('volume')).toBe(4);
    });

    test('undefined takes a name away', async () => {
      await store.put('enrolment', { device: 't7' });
      await store.put('enrolment', undefined);
      expect(await store.get('enrolment')).toBeUndefined();
    });

    test('tells of what it wrote', async () => {
      const heard: Change[] = [];
      const stop = disk.changes.subscribe((change) => heard.push(change));
      await store.put('volume', 3);
      await Promise.resolve();
      stop();
      expect(heard).toEqual([{ what: 'device', docs: [] }]);
    });
  });
}
