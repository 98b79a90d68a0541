/** Why Cartable cannot open here; index.html has a sentence for each. */
export type Obstacle = 'address' | 'browser' | 'storage';

/** What the page stands on, beyond the language: off HTTPS a browser hides most of it. */
const NEEDED = ['indexedDB', 'BroadcastChannel', 'CompressionStream'] as const;

export function findObstacle(window: Window & typeof globalThis): Obstacle | undefined {
  if (!window.isSecureContext) return 'address';
  const isThere = NEEDED.every((name) => name in window) && 'locks' in window.navigator;
  return isThere ? undefined : 'browser';
}

/** Says it in place of the app. */
export function showObstacle(document: Document, obstacle: Obstacle): void {
  document.querySelector(`[data-obstacle="${obstacle}"]`)?.removeAttribute('hidden');
}
