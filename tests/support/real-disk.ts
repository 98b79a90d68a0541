import { cdp } from 'vitest/browser';

interface DevTools {
  send(method: string, parameters: Record<string, unknown>): Promise<unknown>;
}
const send = (method: string, parameters: object = {}) =>
  (cdp() as unknown as DevTools).send(`Storage.${method}`, { origin: location.origin, ...parameters });

/** Throws all databases of this origin away, as a browser may. */
export const clearDisk = () => send('clearDataForOrigin', { storageTypes: 'indexeddb' });

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
