import { cdp } from 'vitest/browser';

interface DevTools {
  send(method: string, parameters: Record<string, unknown>): Promise<unknown>;
}
const send = (method: string, parameters: object = {}) =>
  (cdp() as unknown as DevTools).send(`Storage.${method}`, { origin: location.origin, ...parameters });

/**
 * Throws all databases of this origin away, as a browser may. Chromium says so a little before it is done: one opening in a hundred
 * that follows at once is refused (« The connection was closed »), the next one is not.
 */
export async function clearDisk(): Promise<void> {
  await send('clearDataForOrigin', { storageTypes: 'indexeddb' });
  while (!(await canOpen('trial')));
}

function canOpen(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const opening = indexedDB.open(name);
    opening.onerror = () => resolve(false);
    opening.onsuccess = () => {
      opening.result.close();
      const deleting = indexedDB.deleteDatabase(name);
      deleting.onsuccess = deleting.onerror = () => resolve(true);
    };
  });
}

/** From now on this origin may store so many bytes. Chromium remembers for a while how much there was, until all databases are gone. */
export async function shrinkDisk(quotaSize: number): Promise<void> {
  await clearDisk();
  await send('overrideQuotaForOrigin', { quotaSize });
}

/** There is room again. */
export const liftQuota = () => send('overrideQuotaForOrigin');

/** Bytes that no file system stores in less room. */
export function noise(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
}

/** Has each transaction as it is made. */
export type TransactionWatch = (transaction: IDBTransaction) => void;

/**
 * Shows every transaction of IndexedDB to a watch, none at first. To be put in place before a database opens, since Dexie keeps
 * the function it finds; `stop` puts the real one back.
 */
export function watchTransactions(): { watch: TransactionWatch; readonly stop: () => void } {
  const real = IDBDatabase.prototype.transaction;
  const watched = {
    watch: (() => {}) as TransactionWatch,
    stop: () => void (IDBDatabase.prototype.transaction = real),
  };
  IDBDatabase.prototype.transaction = function (...args) {
    const transaction = real.apply(this, args);
    watched.watch(transaction);
    return transaction;
  };
  return watched;
}
