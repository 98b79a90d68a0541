/** How often a condition is looked at, in milliseconds. */
const LOOK_AGAIN_MS = 50;

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

/** Waits until `condition` holds; false where it does not within `limitMs`. */
export async function until(condition: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean> {
  const limit = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() >= limit) return false;
    await pause(LOOK_AGAIN_MS);
  }
  return true;
}
