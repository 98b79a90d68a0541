import { mount } from 'svelte';
import { Log } from './base/log.ts';
import { Cell } from './base/observable.ts';
import { deviceClock } from './device/clock.ts';
import { InstallPrompt } from './device/install-prompt.ts';
import { watchPageLife } from './device/page-life.ts';
import { openTabChannel } from './device/tab-channel.ts';
import { afterFirstPaint } from './main/after-first-paint.ts';
import type { FileTroubles } from './main/file-states.ts';
import { tryUntilLoaded } from './main/load-engine.ts';
import { findObstacle, showObstacle } from './main/obstacle.ts';
import { openStores } from './main/open-stores.ts';
import { PageCartable } from './main/page-cartable.ts';
import { CONNECTION_CHANNEL, isConnectionMessage, SharedConnection } from './main/shared-connection.ts';
import { readEnrolment } from './sync/enrolment.ts';
import type { Office } from './sync/office/office.ts';
import App from './ui/App.svelte';

/** The page's composition root: chooses the adapters, shows the first screen, and lets the engine follow. */
function openCartable(): void {
  const log = new Log(() => Date.now());
  const life = watchPageLife({ window, document });
  const stores = openStores(log);
  const connection = new SharedConnection(openTabChannel(CONNECTION_CHANNEL, isConnectionMessage));
  const fileTroubles = new Cell<FileTroubles>(new Map());
  const servesFiles = new Cell(isControlled(navigator));
  const loadEngine = async () => {
    const { startEngine } = await import('./main/engine.ts');
    return startEngine({ stores, cartable, connection, fileTroubles, servesFiles, life, log });
  };
  const cartable: PageCartable = new PageCartable({
    stores,
    engine: afterFirstPaint(window).then(() => tryUntilLoaded(loadEngine, { clock: deviceClock, ...life, log })),
    connection,
    fileTroubles,
    servesFiles,
    installPrompt: new InstallPrompt(window),
    log,
  });

  // Every screen begins with what this device is: until that is read, the page keeps its first paint.
  readEnrolment(stores.device).then(
    () => show(cartable),
    () => showObstacle(document, 'storage'),
  );
}

/** Browsers leave `serviceWorker` out where a page is not secure. */
const isControlled = ({ serviceWorker }: { serviceWorker?: ServiceWorkerContainer }): boolean =>
  serviceWorker?.controller != null;

let office: Promise<Office> | undefined;

/** One office for all visits of this page; where its script could not come, the next visit tries again. */
function openOffice(): Promise<Office> {
  office ??= import('./main/office.ts').then((part) => part.openOffice());
  office.catch(() => (office = undefined));
  return office;
}

function show(cartable: PageCartable): void {
  const target = document.querySelector('#app')!;
  target.replaceChildren();
  mount(App, { target, props: { cartable, openOffice } });
}

const obstacle = findObstacle(window);
if (obstacle) showObstacle(document, obstacle);
else openCartable();
