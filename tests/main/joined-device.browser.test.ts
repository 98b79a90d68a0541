import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type * as Y from 'yjs';
import { Log } from '../../src/base/log.ts';
import { Cell } from '../../src/base/observable.ts';
import { Reachability } from '../../src/device/reachability.ts';
import { openTabChannel } from '../../src/device/tab-channel.ts';
import type { FileTroubles } from '../../src/main/file-states.ts';
import { JoinedDevice } from '../../src/main/joined-device.ts';
import { openStores } from '../../src/main/open-stores.ts';
import { CONNECTION_CHANNEL, isConnectionMessage, SharedConnection } from '../../src/main/shared-connection.ts';
import type { Stores } from '../../src/main/stores.ts';
import { IndexeddbCheckpoints } from '../../src/storage/indexeddb/checkpoint.ts';
import type { ConnectionView } from '../../src/sync/facade.ts';
import { ydocOf } from '../../src/sync/ydoc.ts';
import { FakeHub } from '../support/fake-hub.ts';
import { FakePage } from '../support/fake-page.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { clearDisk } from '../support/real-disk.ts';
import { TABLET } from '../support/sample-classroom.ts';
import { until } from '../support/until.ts';

const WORK = 'work/tortue/awa';

const textOf = (doc: Y.Doc): Y.Text => doc.getText('text');

/** A tab of the tablet, whose time stands still: what happens in it happens at once, or not at all. */
class Tab {
  readonly page = new FakePage();
  readonly clock = new ManualClock();
  readonly journal = new Log(() => 0);
  readonly stores: Stores = openStores(this.journal);
  readonly shown: ConnectionView[] = [];
  readonly device: JoinedDevice;

  constructor() {
    const { clock, stores, journal: log } = this;
    const connection = new SharedConnection(openTabChannel(CONNECTION_CHANNEL, isConnectionMessage));
    connection.view.subscribe((view) => this.shown.push(view));
    this.device = new JoinedDevice({
      stores,
      checkpoints: new IndexeddbCheckpoints({ log, clock }),
      enrolment: TABLET,
      connection,
      fileTroubles: new Cell<FileTroubles>(new Map()),
      reachability: new Reachability({ fetch: (path, init) => fetch(path, init), clock }),
      life: this.page.life,
      clock,
      locks: navigator.locks,
      dismissed: () => {},
      log,
    });
  }

  get view(): ConnectionView {
    return this.shown.at(-1)!;
  }

  /** Waits without a moment passing for this tab: what it does "in a later turn" alone goes on. */
  until(condition: () => boolean | Promise<boolean>): Promise<void> {
    return until(() => {
      this.clock.advance(0);
      return condition();
    });
  }

  is(state: ConnectionView['state']): Promise<void> {
    return this.until(() => this.view.state === state);
  }

  async write(words: string): Promise<void> {
    await this.device.documents.edit(WORK, 'awa', (doc) => textOf(doc).insert(textOf(doc).length, words));
  }

  async stored(): Promise<string> {
    return textOf(ydocOf(await this.stores.log.rowsOf(WORK))).toString();
  }
}

let hub: FakeHub;
let tabs: Tab[];

function openTab(): Tab {
  const tab = new Tab();
  tabs.push(tab);
  return tab;
}

beforeEach(() => {
  hub = new FakeHub();
  tabs = [];
  vi.stubGlobal('fetch', hub.fetch);
  vi.stubGlobal('WebSocket', function () {
    return hub.openSocket();
  });
});
afterEach(async () => {
  for (const { device } of tabs) device.stop();
  await until(async () => {
    for (const { clock } of tabs) clock.advance(0);
    const { held, pending } = await navigator.locks.query();
    return held?.length === 0 && pending?.length === 0;
  });
  for (const { stores } of tabs) await stores.log.close();
  vi.unstubAllGlobals();
  await clearDisk();
});

test.each<[string, (page: FakePage) => void]>([
  ['hidden', (page) => page.hide()],
  ['left', (page) => page.leave()],
])('[S1] what was typed a moment ago is on the disk once the page is %s', async (_, go) => {
  const tab = openTab();
  const opened = await tab.device.documents.open(WORK, 'awa');
  const { doc, save } = opened;
  const states: string[] = [];
  save.subscribe(({ state }) => states.push(state));
  textOf(doc).insert(0, 'Elle ');
  await tab.until(() => states.at(-1) === 'saved');
  textOf(doc).insert(5, 'nage.');
  expect(await tab.stored(), 'it waits for what may follow').toBe('Elle ');
  go(tab.page);
  await tab.until(async () => (await tab.stored()) === 'Elle nage.');
  await tab.until(() => states.at(-1) === 'saved');
  await opened.close();
});

describe('a tablet that is far from its trolley', () => {
  const far = async (): Promise<Tab> => {
    hub.goAway();
    const tab = openTab();
    tab.page.hide();
    await tab.write('Au loin.');
    await tab.is('away');
    return tab;
  };

  test('[S16] looks for it at once when its page is seen again, and brings what waits', async () => {
    const tab = await far();
    hub.comeBack();
    tab.page.show();
    await tab.is('live');
    expect(hub.taken.map(({ doc, author }) => [doc, author])).toEqual([[WORK, 'awa']]);
    await tab.until(async () => (await tab.stores.log.levels([WORK]))[0] === 2);
  });

  test.each(['online', 'offline'] as const)(
    '[S17] looks for it at once when the browser says “%s”: either way the network is another',
    async (network) => {
      const tab = await far();
      hub.comeBack();
      tab.page.hint(network);
      await tab.is('live');
    },
  );

  test('[S17] does not believe “online”: only an answer counts', async () => {
    const tab = await far();
    const { knocks } = hub;
    tab.page.hint('online');
    await tab.until(() => hub.knocks > knocks);
    expect(tab.shown.map(({ state }) => state)).not.toContain('live');
  });
});

test('[S17] a tablet stays with a hub that answers, though the browser says “offline”', async () => {
  const tab = openTab();
  await tab.is('live');
  const since = tab.shown.length;
  tab.page.hint('offline');
  await tab.write('Elle nage.');
  await tab.until(() => hub.taken.length === 1);
  await tab.until(async () => (await tab.stores.log.levels([WORK]))[0] === 2);
  expect(tab.shown.slice(since)).toEqual([]);
  expect(hub.knocks, 'on the same stream').toBe(1);
});

test('[S15] of two tabs one holds the stream and carries what both write; when it stops the other takes over', async () => {
  const first = openTab();
  await first.is('live');
  const second = openTab();
  await first.until(() => second.view.state === 'live');
  expect(second.view.elsewhere, 'it shows the connection of the first').toBe(true);
  await second.write('Du second.');
  await first.until(() => hub.taken.length === 1);
  expect([hub.knocks, hub.streams]).toEqual([1, 1]);

  first.device.stop();
  await second.until(() => second.view.state === 'live' && !second.view.elsewhere);
  await second.write(' Encore.');
  await second.until(() => hub.taken.length === 2);
  expect([hub.knocks, hub.streams, hub.mostStreams]).toEqual([2, 1, 1]);
});
