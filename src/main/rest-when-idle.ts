import type { PageLife } from '../device/page-life.ts';
import type { Clock } from '../sync/ports.ts';

/** A page that was out of sight this long is nobody's work any more, in milliseconds; what was typed is on disk since. */
export const IDLE_MS = 10 * 60_000;

/** Rests while the page is out of sight for long: a teacher's screen has no moment that is neutral by itself. */
export function restWhenIdle(life: Pick<PageLife, 'visible'>, clock: Clock, rest: () => () => void): () => void {
  let wake = () => {};
  const stop = life.visible.subscribe((visible) => {
    wake();
    wake = () => {};
    if (visible) return;
    wake = clock.after(IDLE_MS, () => {
      wake = rest();
    });
  });
  return () => {
    stop();
    wake();
  };
}
