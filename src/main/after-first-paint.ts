/** A hidden page paints nothing, so waiting for its paint has an end, in milliseconds. */
export const LONGEST_WAIT_MS = 1_000;

/** Resolves when what was drawn now is on the screen, so that nothing that comes later delays it. */
export function afterFirstPaint(window: Pick<Window, 'requestAnimationFrame' | 'setTimeout'>): Promise<void> {
  return new Promise((resolve) => {
    // A frame's callback runs before the frame is painted, a timer set in it after.
    window.requestAnimationFrame(() => window.setTimeout(resolve));
    window.setTimeout(resolve, LONGEST_WAIT_MS);
  });
}
