import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Log } from '../../../src/base/log.ts';
import { Accounts } from '../../../src/server/accounts.ts';
import { openAccountsDatabase } from '../../../src/server/accounts-database.ts';
import { Contacts } from '../../../src/server/devices/contacts.ts';
import type { LiveClient } from '../../support/live-client.ts';
import { SchoolNode } from '../../support/school-node.ts';
import type { StrangerClient } from '../../support/stranger-client.ts';
import { greet } from '../../support/sync-ways.ts';
import { until } from '../../support/until.ts';

describe('when a device was last heard', () => {
  const database = openAccountsDatabase(':memory:');
  const { device } = new Accounts(database).add({ role: 'tablet', number: 1, classes: [], account: '' }, 0);
  const log = new Log(() => 0);
  let now = 1_000_000;
  const contacts = new Contacts(database, () => now, log);
  const written = (): unknown => database.prepare('SELECT last_contact FROM devices').get()?.last_contact;

  test('is known though the disk takes nothing, complained of once, and written as soon as it does', () => {
    database.exec('PRAGMA query_only = ON');
    for (const _ of [1, 2]) contacts.heard(device);
    expect([contacts.last(device), written()]).toEqual([now, null]);
    expect(log.entries()).toHaveLength(1);
    database.exec('PRAGMA query_only = OFF');
    now += 1;
    contacts.heard(device);
    expect(written()).toBe(now);
  });
});

describe('a node whose disk takes nothing any more', () => {
  let node: SchoolNode;
  let tablet: StrangerClient;

  beforeEach(async () => {
    node = await SchoolNode.start();
    tablet = node.device({ role: 'tablet', classes: [] });
    node.database.exec('PRAGMA query_only = ON');
  });
  afterEach(() => node.close());

  const greeted = async (): Promise<LiveClient> => (await greet(node.url, tablet)).live;

  const answersPing = async (): Promise<boolean> => (await fetch(`${node.url}/api/ping`)).ok;

  test('lets its devices in, on streams and by request', async () => {
    const live = await greeted();
    live.socket.terminate();
    expect(await tablet.exchange()).toMatchObject({ rows: [] });
  });

  test('goes on when a stream ends', async () => {
    const live = await greeted();
    live.socket.terminate();
    await live.closed;
    expect(await answersPing()).toBe(true);
  });

  test('goes on when it meets the copy of a profile', async () => {
    const one = await greeted();
    const asked = new Promise((resolve) => one.socket.once('ping', resolve));
    const two = await greeted();
    await asked;
    await until(answersPing);
    for (const { socket } of [one, two]) socket.terminate();
  });
});
