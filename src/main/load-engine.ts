import type { Log } from '../base/log.ts';
import type { PageLife } from '../device/page-life.ts';
import type { Clock } from '../sync/ports.ts';

/** Pause before the script is asked for again, in milliseconds. */
export const RETRY_LOAD_MS = 3_000;

interface LoadParts {
  readonly clock: Clock;
  readonly networkHint: PageLife['networkHint'];
  readonly log: Log;
}

/**
 * Fetches a part of the app's script. On a first visit the hub may go away in between: it is asked again until it answers.
 * Later visits have it in the service worker's cache.
 */
export async function tryUntilLoaded<Loaded>(load: () => Promise<Loaded>, parts: LoadParts): Promise<Loaded> {
  for (;;) {
    try {
      return await load();
    } catch (cause) {
      parts.log.error('the engine does not start; it is tried again', { cause: String(cause) });
      await pause(parts);
    }
  }
}

/** Until some time has passed or the network may be back. */
function pause({ clock, networkHint }: LoadParts): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      stop();
      cancel();
      resolve();
    };
    const stop = networkHint.subscribe(end);
    const cancel = clock.after(RETRY_LOAD_MS, end);
  });
}
