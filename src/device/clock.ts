import type { Clock } from '../sync/ports.ts';

/** The device's own clock, in the page and in the service worker. */
export const deviceClock: Clock = {
  now: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};
