/** What each database of the app is called, or begins with. */
const OURS = 'cartable';

/**
 * Erases all that this app keeps about people on this device. The app itself stays: it can join again. Firefox before 126 cannot
 * list its databases: `known` are the names that the app knows of, and a name that is none is no harm.
 */
export async function eraseDevice(known: readonly string[]): Promise<void> {
  const listed = 'databases' in indexedDB ? await indexedDB.databases() : [];
  const found = listed.flatMap(({ name }) => (name?.startsWith(OURS) ? [name] : []));
  await Promise.all([...new Set([...known, ...found])].map(erase));
  localStorage.clear();
  sessionStorage.clear();
}

/** A database that some page still has open goes when that page lets go: it is not waited for. */
function erase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onblocked = () => resolve();
    request.onerror = () => reject(request.error ?? new Error(`${name} stays`));
  });
}
