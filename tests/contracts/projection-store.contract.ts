import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Projection } from '../../src/classroom/projection.ts';
import type { Change, Changes, ProjectionStore } from '../../src/sync/ports.ts';

/** One disk with projections on it. */
export interface ProjectionDisk {
  /** A store on this disk; called again, it opens what is there. */
  open(): Promise<ProjectionStore>;
  readonly changes?: Changes;
  discard(): Promise<void>;
}

const schoolClass = (id: string, name: string): Projection => {
  return { doc: `class/${id}`, kind: 'class', value: { id, name, level: 'CM1', pupils: [], groups: [], teachers: [] } };
};
const lesson = (id: string, title: string): Projection => {
  return { doc: `lesson/${id}`, kind: 'lesson', value: { id, title, subject: 'Sciences', level: 'CM1', steps: [] } };
};

/** What every ProjectionStore must do. */
export function describeProjectionStore(name: string, create: () => Promise<ProjectionDisk>): void {
  describe(`${name} as a ProjectionStore`, () => {
    let disk: ProjectionDisk;
    let store: ProjectionStore;
    beforeEach(async () => {
      disk = await create();
      store = await disk.open();
    });
    afterEach(() => disk.discard());

    test('begins empty at position 0', async () => {
      expect(await store.position()).toBe(0);
      expect(await store.all('class')).toEqual([]);
      expect(await store.get('class', 'class/cm1')).toBeUndefined();
    });

    test('keeps what is put, by kind and document, with the position', async () => {
      await store.put([lesson('b', 'Les tortues'), schoolClass('cm1', 'CM1'), lesson('a', 'Le lagon')], 7);
      store = await disk.open();
      expect(await store.position()).toBe(7);
      expect(await store.get('lesson', 'lesson/a')).toEqual(lesson('a', 'Le lagon').value);
      expect(await store.get('class', 'lesson/a')).toBeUndefined();
      expect((await store.all('lesson')).map(({ title }) => title)).toEqual(['Le lagon', 'Les tortues']);
      expect(await store.all('work')).toEqual([]);
    });

    test('replaces the projection of the same document and no other', async () => {
      await store.put([lesson('a', 'Le lagon'), lesson('b', 'Les tortues')], 1);
      await store.put([lesson('a', 'Le récif')], 2);
      expect((await store.all('lesson')).map(({ title }) => title)).toEqual(['Le récif', 'Les tortues']);
      await store.put([], 9);
      expect(await store.position()).toBe(9);
    });

    test('takes some away and leaves the others, and the position', async () => {
      await store.put([lesson('a', 'Le lagon'), lesson('b', 'Les tortues'), schoolClass('cm1', 'CM1')], 5);
      await store.remove(['lesson/a', 'class/cm1', 'class/never']);
      store = await disk.open();
      expect((await store.all('lesson')).map(({ title }) => title)).toEqual(['Les tortues']);
      expect(await store.all('class')).toEqual([]);
      expect(await store.position()).toBe(5);
    });

    test('is thrown away at will', async () => {
      await store.put([lesson('a', 'Le lagon'), schoolClass('cm1', 'CM1')], 5);
      await store.clear();
      store = await disk.open();
      expect(await store.position()).toBe(0);
      expect(await store.all('lesson')).toEqual([]);
      expect(await store.all('class')).toEqual([]);
    });

    test('tells of what it wrote', async ({ skip }) => {
      if (!disk.changes) return skip('this store tells no one');
      const heard: Change[] = [];
      const stop = disk.changes.subscribe((change) => heard.push(change));
      await store.put([lesson('a', 'Le lagon'), schoolClass('cm1', 'CM1')], 5);
      await store.put([], 6);
      await store.clear();
      await Promise.resolve();
      stop();
      expect(heard).toEqual([
        { what: 'projections', docs: ['lesson/a', 'class/cm1'] },
        { what: 'projections', docs: [] },
      ]);
    });
  });
}
