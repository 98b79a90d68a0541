import type { Log } from '../base/log.ts';
import { assert } from '../base/assert.ts';
import type { Cell } from '../base/observable.ts';
import { deviceClock } from '../device/clock.ts';
import type { PageLife } from '../device/page-life.ts';
import { Reachability } from '../device/reachability.ts';
import { keepStorage } from '../device/storage-estimate.ts';
import type { Enrolment } from '../protocol/messages.ts';
import { IndexeddbCheckpoints } from '../storage/indexeddb/checkpoint.ts';
import { keepEnrolment, readEnrolment } from '../sync/enrolment.ts';
import type { Cartable } from '../sync/facade.ts';
import { keepPin } from '../sync/pin.ts';
import { keepAppCurrent } from './app-version.ts';
import type { FileTroubles } from './file-states.ts';
import { JoinedDevice } from './joined-device.ts';
import type { Engine } from './page-cartable.ts';
import type { SharedConnection } from './shared-connection.ts';
import type { Stores } from './stores.ts';

export interface EngineParts {
  readonly stores: Stores;
  readonly cartable: Pick<Cartable, 'enrolment' | 'toSync'>;
  readonly connection: SharedConnection;
  readonly fileTroubles: Cell<FileTroubles>;
  readonly servesFiles: Cell<boolean>;
  readonly life: PageLife;
  readonly log: Log;
}

/** Few look back in a session, join, leave or ask for a report, so these come when they are asked for. */
const history = () => import('../sync/history.ts');
const joining = () => import('./enrol.ts');
const leaving = () => import('./leave.ts');
const reporting = () => import('./debug-report.ts');

/** Starts all that the first paint could do without. Resolves when documents can be opened. */
export async function startEngine(parts: EngineParts): Promise<Engine> {
  const { stores, cartable, fileTroubles, log } = parts;
  const { locks } = navigator;
  const checkpoints = new IndexeddbCheckpoints({ log, clock: deviceClock });
  const reachability = new Reachability({ fetch: (path, init) => fetch(path, init), clock: deviceClock });
  let device: JoinedDevice | undefined;

  const become = (enrolment: Enrolment | undefined): void => {
    if (enrolment?.device === device?.id) return;
    device?.stop(); // another tab may have left
    device = undefined;
    if (!enrolment) return;
    const dismissed = (): void => {
      device?.stop();
      void leaving().then(({ leave }) => leave({ stores, locks, log }, enrolment));
    };
    device = new JoinedDevice({ ...parts, checkpoints, enrolment, reachability, clock: deviceClock, locks, dismissed });
    // Some browsers ask the person, who understands the question once the device is of use.
    void keepStorage(navigator.storage).then((kept) => log.info('storage', { kept }));
  };
  const documents = () => {
    assert(device, 'a document is opened by a device that has joined no trolley');
    return device.documents;
  };

  become(await readEnrolment(stores.device));
  cartable.enrolment.subscribe(become); // another tab may join
  const rest = keepAppCurrent({ ...parts, toSync: cartable.toSync, locks });

  return {
    async enrol(code) {
      const { enrol } = await joining();
      const result = await enrol(code, (path, init) => fetch(path, init));
      if (!result.ok) return result;
      await keepEnrolment(stores.device, result.value);
      await keepPin(stores.device, undefined); // whoever has a new code of the school's is let in
      become(result.value);
      return result;
    },
    open: (id, author) => documents().open(id, author),
    edit: (id, author, change) => documents().edit(id, author, change),
    history: async (id) => (await history()).historyOf(stores.log, id),
    look: async (id, { seq }) => (await history()).versionAt(stores.log, id, seq),
    debug: async () => (await reporting()).debugReport(stores, fileTroubles.value),
    rest,
  };
}
