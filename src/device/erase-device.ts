/** What each database of the app is called, or begins with. */
const OURS = 'cartable';

/** Erases all that this app keeps about people on this device. The app itself stays: it can join again. */
export async function eraseDevice(): Promise<void> {
  const all = await indexedDB.databases();
  await Promise.all(all.flatMap(({ name }) => (name?.startsWith(OURS) ? [erase(name)] : [])));
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
