/** The tag that wakes the service worker to empty the outbox; the same in sw/. */
export const OUTBOX_TAG = 'cartable-outbox';

/** Not in TypeScript's DOM: only Chromium has it. */
interface SyncRegistration {
  readonly sync?: { register(tag: string): Promise<void> };
}

/**
 * Asks to be woken when a network is back, even with the app closed. A bonus (S16): it gives up after three tries and may
 * never fire on an access point without Internet. Resolves to whether the browser took the wish.
 */
export async function askToBeWoken(registration: ServiceWorkerRegistration & SyncRegistration): Promise<boolean> {
  if (!registration.sync) return false;
  try {
    await registration.sync.register(OUTBOX_TAG);
    return true;
  } catch {
    return false; // background sync is switched off or not permitted: the outbox drains when the app is open
  }
}
