import { expect, test } from 'vitest';
import { workerActive } from '../../src/device/worker-active.ts';

/** A service worker as the page meets it, whose state the test turns. */
class Worker extends EventTarget {
  state: string;

  constructor(state: string) {
    super();
    this.state = state;
  }

  become(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

const containerOf = (active: Worker) =>
  ({ ready: Promise.resolve({ active }) }) as unknown as Pick<ServiceWorkerContainer, 'ready'>;

test('a worker that is active answers at once', async () => {
  await expect(workerActive(containerOf(new Worker('activated')))).resolves.toBeUndefined();
});

test('one that is still activating has not taken the pages over yet', async () => {
  const worker = new Worker('activating');
  let isActive = false;
  const waited = workerActive(containerOf(worker)).then(() => (isActive = true));
  await new Promise(setImmediate);
  expect(isActive).toBe(false);
  worker.become('activated');
  await waited;
});
