/** Resolves when a service worker is active and has taken over the pages that it may serve. */
export async function workerActive(container: Pick<ServiceWorkerContainer, 'ready'>): Promise<void> {
  const { active: worker } = await container.ready;
  // It takes over open pages while it is still activating (sw.ts), so that one is too early.
  if (worker?.state !== 'activating') return;
  await new Promise<void>((resolve) => worker.addEventListener('statechange', () => resolve(), { once: true }));
}
