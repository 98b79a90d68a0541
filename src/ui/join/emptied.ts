/**
 * A device that the school had emptied asks for a code again: it can say why only by what it kept of that. The mark says
 * nothing of anybody, outlives the browser, since the next child may come tomorrow, and goes once the device has joined.
 */
const EMPTIED_UNDER = 'cartable.emptied';

export function rememberEmptied(keep: Pick<Storage, 'setItem'> | undefined): void {
  try {
    keep?.setItem(EMPTIED_UNDER, '1');
  } catch {
    // a browser that keeps nothing: the device is empty all the same, and its screen says less
  }
}

export const wasEmptied = (keep: Pick<Storage, 'getItem'> | undefined): boolean => keep?.getItem(EMPTIED_UNDER) != null;

export const forgetEmptied = (keep: Pick<Storage, 'removeItem'> | undefined): void => keep?.removeItem(EMPTIED_UNDER);
