import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MemoryLogStore } from '../../src/storage/memory/memory-log-store.ts';
import { StorageFailure } from '../../src/sync/ports.ts';
import { MAX_PASSING_ERRORS, settingAside } from '../../src/sync/setting-aside.ts';
import { Log } from '../../src/base/log.ts';
import { fillSchool, tablet, textIn, workOf, write } from '../support/sample-school.ts';
import { type Device, TestNode, until } from '../support/town.ts';

let hub: TestNode;
let one: Device;
let two: Device;

beforeEach(async () => {
  hub = await TestNode.open('hub');
  await fillSchool(hub);
  one = tablet('tablet-1', () => hub);
  two = tablet('tablet-2', () => hub);
  for (const device of [one, two]) await device.syncOnce();
});

/** A bit of a document's last row turns over, and somebody reads it. */
async function damage(log: MemoryLogStore, doc: string): Promise<void> {
  const { row } = log.image().entries.findLast((entry) => entry.row.doc === doc)!;
  row.update[row.update.length >> 1]! ^= 1;
  expect(await log.setAside(row.seq)).toBe(true);
}

describe('a hub that found a damaged row', () => {
  beforeEach(async () => {
    await write(one, workOf('awa'), 'awa', 'Elle nage.');
    for (const device of [one, two]) await device.syncOnce();
    await hub.station.documents.get(workOf('awa')); // in memory it is whole
    await damage(hub.log, workOf('awa'));
    expect(await textIn(hub, workOf('awa'))).toBe('');
  });

  test('[S2] takes nothing for stored that is in its memory only', async () => {
    await one.syncOnce();
    expect(await textIn(hub, workOf('awa'))).toContain('Elle nage.');
    expect(await one.log.levels([workOf('awa')])).toEqual([2]);
  });

  test('[S13] nobody is told that the node above has it', async () => {
    await one.syncOnce();
    expect((await one.log.receipt())!.held).toEqual([workOf('awa')]);
  });

  test('[S4] hears all of it from those who have it, also from one who has lost it too since', async () => {
    await damage(one.log, workOf('awa'));
    for (const device of [one, two, one]) await device.syncOnce();
    for (const store of [hub, one, two]) expect(await textIn(store, workOf('awa'))).toContain('Elle nage.');
    expect((await one.log.held()).map(({ reason }) => reason)).toEqual(['damaged']);
    expect(await two.log.held()).toEqual([]);
  });
});

describe('on a stream', () => {
  beforeEach(async () => {
    await write(one, workOf('awa'), 'awa', 'Elle nage.');
    for (const device of [one, two]) await device.syncOnce();
    await Promise.all([one.leader.start(), two.leader.start()]);
    await until([one, two], () => [one, two].every(({ leader }) => leader.connection.state.value === 'live'));
  });
  afterEach(() => Promise.all([one.leader.stop(), two.leader.stop()]));

  test('[S4] whoever listens hears that the log lost something, and brings it back', async () => {
    await hub.station.documents.get(workOf('awa'));
    await damage(hub.log, workOf('awa'));
    await write(two, workOf('ben'), 'ben', 'Il vole.');
    await until([one, two], async () => (await textIn(hub, workOf('awa'))).includes('Elle nage.'));
    await until([one, two], async () => (await two.log.levels([workOf('awa'), workOf('ben')])).join() === '2,2');
    expect(await textIn(one, workOf('ben'))).toContain('Il vole.');
  });

  test('[S9] a tablet tells what it found damaged and nobody else has', async () => {
    hub.log.append = () => Promise.reject(new StorageFailure('full'));
    await write(one, workOf('chloe'), 'chloe', 'Elle saute.');
    await until([one], async () => one.leader.connection.state.value === 'away');
    await damage(one.log, workOf('chloe'));
    await until([one, two], async () => (await hub.quarantine.told()).length > 0);
    expect(await hub.quarantine.told()).toMatchObject([{ doc: workOf('chloe'), author: 'chloe', why: 'damaged' }]);
  });

  test('[S9] a tablet that finds a damaged row gets it again at once, and tells that it has', async () => {
    await damage(two.log, workOf('awa'));
    await until([one, two], async () => (await two.log.held()).length === 0);
    expect(await textIn(two, workOf('awa'))).toContain('Elle nage.');
    await until([one, two], async () => (await hub.quarantine.told()).length === 0);
  });
});

describe('[S10] reading', () => {
  const failing = (log: MemoryLogStore, times: number) => {
    const { rowsOf } = log;
    let failures = 0;
    log.rowsOf = async (doc, after) => {
      if ((failures += 1) <= times) throw new StorageFailure('corrupt', new Error('a passing error'), 1);
      return rowsOf.call(log, doc, after);
    };
    return settingAside(log, new Log(() => 0));
  };

  test('a row that is whole at the second look is read, and nothing is set aside', async () => {
    const { epoch } = await hub.log.head();
    const log = failing(hub.log, 2);
    expect(await log.rowsOf('class/ce2a')).not.toEqual([]);
    expect(await log.held()).toEqual([]);
    expect((await log.head()).epoch).toBe(epoch);
  });

  test('a disk that never gives the same twice ends the reading', async () => {
    const log = failing(hub.log, MAX_PASSING_ERRORS + 1);
    await expect(log.rowsOf('class/ce2a')).rejects.toThrow(StorageFailure);
  });
});
