import type { Workbox } from 'workbox-window';
import { Cell, type Observable } from '../base/observable.ts';

type WorkerRegistration = Pick<Workbox, 'addEventListener' | 'register' | 'update' | 'messageSkipWaiting'>;

export interface AppUpdateParts {
  /** `new Workbox('/sw.js')`. */
  readonly workbox: WorkerRegistration;
  /** Whether this page was served by a service worker: false on the very first visit. */
  readonly isControlled: boolean;
  readonly reload: () => void;
}

/**
 * The newer version of the app, which waits until it is told to take over (`UpdateGate` decides when). When it has, in
 * this tab or through another, the page starts again: its own lazy parts are no longer in the cache.
 */
export class AppUpdate {
  readonly #workbox: WorkerRegistration;
  readonly #waiting = new Cell(false);

  constructor({ workbox, isControlled, reload }: AppUpdateParts) {
    this.#workbox = workbox;
    let isOurVersion = !isControlled;
    workbox.addEventListener('waiting', () => this.#waiting.set(true));
    workbox.addEventListener('controlling', () => {
      // On the first visit the worker that takes the page over is of the page's own version.
      if (!isOurVersion) reload();
      isOurVersion = false;
    });
  }

  get waiting(): Observable<boolean> {
    return this.#waiting;
  }

  /** Registers the service worker. Undefined where it cannot run: no HTTPS, or the certificate is not trusted. */
  async register(): Promise<ServiceWorkerRegistration | undefined> {
    try {
      return await this.#workbox.register({ immediate: true });
    } catch {
      return undefined; // the app then works while the hub is there; the caller logs it
    }
  }

  /** Looks whether the hub has a newer version. */
  async look(): Promise<void> {
    await this.#workbox.update().catch(() => undefined); // not reachable now: the next look will tell
  }

  /** The waiting version takes over, and the page starts again. */
  activate(): void {
    this.#workbox.messageSkipWaiting();
  }
}
