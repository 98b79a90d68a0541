import { expect, test, vi } from 'vitest';
import { Cell } from '../../src/base/observable.ts';
import type { TabChannel } from '../../src/device/tab-channel.ts';
import { type ConnectionMessage, isConnectionMessage, SharedConnection } from '../../src/main/shared-connection.ts';
import type { ConnectionView } from '../../src/sync/facade.ts';

/** The tabs of one device: what one says, the others hear. */
function openDevice() {
  const tabs = new Set<(message: ConnectionMessage) => void>();
  return function openTab() {
    let hear: (message: ConnectionMessage) => void = () => {};
    const own = (message: ConnectionMessage) => hear(message);
    const channel: TabChannel<ConnectionMessage> = {
      send: (message) => tabs.forEach((tab) => void (tab !== own && tab(structuredClone(message)))),
      subscribe(listener) {
        hear = listener;
        tabs.add(own);
        return () => tabs.delete(own);
      },
    };
    const shared = new SharedConnection(channel);
    let seen: ConnectionView | undefined;
    shared.view.subscribe((view) => (seen = view));
    return { shared, seen: () => seen };
  };
}

const live = () => new Cell<Pick<ConnectionView, 'state' | 'upstream'>>({ state: 'live', upstream: 'hub' });

test('[S15] the tab that leads shows its own connection, the others show that it is elsewhere', () => {
  const openTab = openDevice();
  const [leader, other] = [openTab(), openTab()];
  const view = live();
  leader.shared.lead({ view, connectNow: () => {} });
  expect(leader.seen()).toEqual({ state: 'live', upstream: 'hub', elsewhere: false });
  expect(other.seen()).toEqual({ state: 'live', upstream: 'hub', elsewhere: true });
  view.set({ state: 'away', upstream: 'hub' });
  expect(other.seen()).toEqual({ state: 'away', upstream: 'hub', elsewhere: true });
});

test('a tab that is opened later asks', () => {
  const openTab = openDevice();
  openTab().shared.lead({ view: live(), connectNow: () => {} });
  expect(openTab().seen()).toEqual({ state: 'live', upstream: 'hub', elsewhere: true });
});

test('a person may try now in any tab', () => {
  const openTab = openDevice();
  const [leader, other] = [openTab(), openTab()];
  const connectNow = vi.fn();
  leader.shared.lead({ view: live(), connectNow });
  leader.shared.connectNow();
  other.shared.connectNow();
  expect(connectNow).toHaveBeenCalledTimes(2);
});

test('[S15] the next tab takes over, and is no longer elsewhere', () => {
  const openTab = openDevice();
  const [first, second] = [openTab(), openTab()];
  const end = first.shared.lead({ view: live(), connectNow: () => {} });
  end();
  second.shared.lead({ view: new Cell({ state: 'joining' as const, upstream: undefined }), connectNow: () => {} });
  expect(second.seen()?.elsewhere).toBe(false);
  expect(first.seen()).toEqual({ state: 'joining', upstream: undefined, elsewhere: true });
});

test('a tab of another version may say other things', () => {
  expect(isConnectionMessage({ say: 'who' })).toBe(true);
  for (const data of [null, undefined, 'who', {}, { say: 'hello' }]) expect(isConnectionMessage(data)).toBe(false);
});
