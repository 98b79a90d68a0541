import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));
export const MODULES = join(PROJECT, 'node_modules');
export const DIST = join(PROJECT, 'dist');
export const RESULTS = join(PROJECT, 'test-results');

/** What may be thrown away with the packages it was made from. */
export const CACHE = join(MODULES, '.cache', 'cartable');

/** What is worth keeping between two clones: outside the project, where this system keeps such things. */
export function userCache() {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (process.platform === 'win32') return join(LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'cartable');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'cartable');
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'cartable');
}
