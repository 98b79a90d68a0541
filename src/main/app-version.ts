import { Workbox } from 'workbox-window';
import type { Log } from '../base/log.ts';
import type { Cell, Observable } from '../base/observable.ts';
import { scriptAddress } from '../base/script-address.ts';
import { AppUpdate } from '../device/app-update.ts';
import { askToBeWoken } from '../device/background-sync.ts';
import { deviceClock } from '../device/clock.ts';
import type { PageLife } from '../device/page-life.ts';
import { UpdateGate } from '../device/update-gate.ts';
import { WorkLock } from '../device/work-lock.ts';
import { workerActive } from '../device/worker-active.ts';
import { restWhenIdle } from './rest-when-idle.ts';

/** Built by the bundler beside the page; in development there is none. */
const WORKER = '/sw.js';

export interface AppVersionParts {
  readonly toSync: Observable<{ readonly rows: number }>;
  /** Set when the service worker answers for files in this page, or never will. */
  readonly servesFiles: Cell<boolean>;
  readonly life: PageLife;
  readonly locks: LockManager;
  readonly log: Log;
}

/** Puts the service worker in place and lets newer versions in when nobody is at work. Returns the gate's `rest`. */
export function keepAppCurrent({ toSync, servesFiles, life, locks, log }: AppVersionParts): () => () => void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) {
    servesFiles.set(true);
    return () => () => {};
  }
  const update = new AppUpdate({
    workbox: new Workbox(scriptAddress(WORKER)),
    isControlled: navigator.serviceWorker.controller !== null,
    reload: () => location.reload(),
  });
  const gate = new UpdateGate({
    waiting: update.waiting,
    toSync,
    work: new WorkLock(locks),
    activate: () => {
      log.info('a newer version of the app takes over');
      update.activate();
    },
  });
  restWhenIdle(life, deviceClock, () => gate.rest());
  void register(update, { toSync, servesFiles, life, log });
  return () => gate.rest();
}

async function register(
  update: AppUpdate,
  { toSync, servesFiles, life, log }: Omit<AppVersionParts, 'locks'>,
): Promise<void> {
  const registration = await update.register();
  if (!registration) {
    log.warn('no service worker: this device opens only near the hub');
    servesFiles.set(true);
    return;
  }
  void workerActive(navigator.serviceWorker).then(() => servesFiles.set(true));
  life.visible.subscribe((visible) => void (visible && update.look()));
  let isEmpty = true;
  toSync.subscribe(({ rows }) => {
    // Asked once for each time that the outbox fills: the browser keeps the wish until it is granted.
    if (isEmpty && rows > 0) void askToBeWoken(registration);
    isEmpty = rows === 0;
  });
}
