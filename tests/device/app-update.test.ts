import type { Workbox } from 'workbox-window';
import { expect, test } from 'vitest';
import { AppUpdate, type AppUpdateParts } from '../../src/device/app-update.ts';

/** What workbox-window tells, told by the test. */
class FakeWorkbox {
  readonly #listeners = new Map<string, () => void>();
  skips = 0;
  registering: () => Promise<ServiceWorkerRegistration> = async () => ({}) as ServiceWorkerRegistration;

  addEventListener(type: string, listener: () => void): void {
    this.#listeners.set(type, listener);
  }
  tell(type: 'waiting' | 'controlling'): void {
    this.#listeners.get(type)?.();
  }
  register(): Promise<ServiceWorkerRegistration> {
    return this.registering();
  }
  update(): Promise<void> {
    return Promise.reject(new TypeError('the hub is away'));
  }
  messageSkipWaiting(): void {
    this.skips++;
  }
}

function app({ isControlled }: Pick<AppUpdateParts, 'isControlled'>) {
  const workbox = new FakeWorkbox();
  let reloads = 0;
  const update = new AppUpdate({ workbox: workbox as unknown as Workbox, isControlled, reload: () => reloads++ });
  return { workbox, update, reloads: () => reloads };
}

test('a newer version waits until it is told to take over; then the page starts again', () => {
  const { workbox, update, reloads } = app({ isControlled: true });
  const waiting: boolean[] = [];
  update.waiting.subscribe((value) => waiting.push(value));
  workbox.tell('waiting');
  expect(waiting).toEqual([false, true]);
  expect([workbox.skips, reloads()]).toEqual([0, 0]);
  update.activate();
  expect([workbox.skips, reloads()]).toEqual([1, 0]);
  workbox.tell('controlling');
  expect(reloads()).toBe(1);
});

test('the first visit is taken over without starting again; a later version is not', () => {
  const { workbox, reloads } = app({ isControlled: false });
  workbox.tell('controlling');
  expect(reloads()).toBe(0);
  workbox.tell('controlling');
  expect(reloads()).toBe(1);
});

test('the app runs where no service worker may', async () => {
  const { workbox, update } = app({ isControlled: false });
  workbox.registering = () => Promise.reject(new DOMException('insecure', 'SecurityError'));
  expect(await update.register()).toBeUndefined();
});

test('looking for a newer version while the hub is away is no failure', async () => {
  await expect(app({ isControlled: true }).update.look()).resolves.toBeUndefined();
});
