import { StorageFailure } from './ports.ts';
import { tryingAgain } from './trying-again.ts';

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
  return tryingAgain(store, writes, async (cause, _, values) => {
    const isFull = cause instanceof StorageFailure && cause.reason === 'full';
    return isFull && (await makeRoom(...values));
  });
}
