import type { Clock } from '../sync/ports.ts';

/** The server's own clock. */
export const serverClock: Clock = {
  now: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};
