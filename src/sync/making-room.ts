import { StorageFailure } from './ports.ts';

/**
 * The same store, whose writes make room where the disk is full and are then tried again (S18). `makeRoom` resolves to whether it
 * could free anything more; when it could not, the write fails as it did. Nothing of a failed write is stored, so trying again is
 * the same as doing it once.
 */
export function makingRoom<Store extends object>(
  store: Store,
  writes: readonly (keyof Store)[],
  makeRoom: (...values: unknown[]) => Promise<boolean>,
): Store {
  const kept = new Set<PropertyKey>(writes);
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      const call = member.bind(target) as (...values: unknown[]) => unknown;
      return kept.has(name)
        ? (...values: unknown[]) =>
            untilItFits(
              () => call(...values),
              () => makeRoom(...values),
            )
        : call;
    },
  });
}

async function untilItFits(write: () => unknown, makeRoom: () => Promise<boolean>): Promise<unknown> {
  for (;;) {
    try {
      return await write();
    } catch (cause) {
      const isFull = cause instanceof StorageFailure && cause.reason === 'full';
      if (!isFull || !(await makeRoom())) throw cause;
    }
  }
}
