export interface StorageEstimateView {
  /** Rounded by the browser, and the quota is wishful: good for a screen, useless to size a download. */
  readonly usedBytes: number | undefined;
  readonly quotaBytes: number | undefined;
  /** The browser promised not to evict this app's storage by itself. */
  readonly persisted: boolean;
}

type Storage = Pick<StorageManager, 'estimate' | 'persist' | 'persisted'>;

export async function estimateStorage(storage: Storage): Promise<StorageEstimateView> {
  const [{ usage, quota }, persisted] = await Promise.all([storage.estimate(), storage.persisted()]);
  return { usedBytes: usage, quotaBytes: quota, persisted };
}

/** Asks the browser to keep what is stored here; installed apps are granted it without a question to the user. */
export async function keepStorage(storage: Storage): Promise<boolean> {
  return (await storage.persisted()) || (await storage.persist());
}
