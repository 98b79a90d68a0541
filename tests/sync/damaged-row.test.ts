import * as Y from 'yjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MemoryLogStore } from '../../src/storage/memory/memory-log-store.ts';
import { InlineInspector } from '../../src/sync/inline-inspector.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/limits.ts';
import { StorageFailure } from '../../src/sync/ports.ts';
import { reconcile } from '../../src/sync/reconcile.ts';
import { ydocOf } from '../../src/sync/ydoc.ts';
import { MAX_PASSING_ERRORS, settingAside } from '../../src/sync/setting-aside.ts';
import { Log } from '../../src/base/log.ts';
import { CLASS, fillSchool, tablet, textIn, workOf, write } from '../support/sample-school.ts';
import { Device, TestNode, until } from '../support/town.ts';

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

/** A bit of a row turns over, of a document's last one where no other is named, and somebody reads it. */
async function damage(log: MemoryLogStore, doc: string, seq?: number): Promise<void> {
  const { row } = log
    .image()
    .entries.findLast((entry) => entry.row.doc === doc && (seq ?? entry.row.seq) === entry.row.seq)!;
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

  test('[S4] hears all of it from those who have it, also from one who has lost it too since', async () => {
    await damage(one.log, workOf('awa'));
    for (const device of [one, two, one]) await device.syncOnce();
    for (const store of [hub, one, two]) expect(await textIn(store, workOf('awa'))).toContain('Elle nage.');
  });

  test('[S9] holds the damaged row no longer once its very bytes are there again', async () => {
    await damage(one.log, workOf('awa'));
    const bytes = async () => (await two.log.rowsOf(workOf('awa'))).map(({ hash }) => hash);
    expect(await bytes()).toEqual((await hub.log.held()).map(({ row }) => row.hash));
    for (const device of [one, two, one]) await device.syncOnce();
    for (const store of [hub, one, two]) expect(await store.log.held()).toEqual([]);
    expect(await one.log.levels([workOf('awa')])).toEqual([2]);
    await one.syncOnce();
    expect(await hub.quarantine.told()).toEqual([]);
  });

  test('[S5][S9] holds it where only what it added is there again: what it deleted may be lost', async () => {
    await one.syncOnce();
    await one.documents.edit(workOf('awa'), 'awa', (doc) => doc.getXmlFragment('page:ecrire').delete(0, 1));
    await one.syncOnce();
    expect(await hub.log.held()).toEqual([]);
    await damage(hub.log, workOf('awa'));
    await two.syncOnce();
    const state = async ({ log }: Pick<Device, 'log'>) => Y.encodeStateVector(ydocOf(await log.rowsOf(workOf('awa'))));
    expect(await state(hub)).toEqual(await state(one));
    expect(await textIn(hub, workOf('awa'))).not.toBe(await textIn(one, workOf('awa')));
    expect((await hub.log.held()).map(({ reason }) => reason)).toEqual(['damaged']);
  });

  test('[S9] holds it as well where others bring it back with more', async () => {
    await write(one, workOf('awa'), 'awa', 'Elle plonge.');
    await one.syncOnce();
    expect(await textIn(hub, workOf('awa'))).toContain('Elle nage.');
    expect((await hub.log.held()).map(({ reason }) => reason)).toEqual(['damaged']);
  });
});

describe('a hub that lost what the ENT does not have yet', () => {
  const DOC = workOf('awa');
  let ent: TestNode;
  let up: Device;
  const relay = async () => {
    await up.syncOnce();
    await hub.station.publication.grown();
  };

  beforeEach(async () => {
    ent = await TestNode.open('ent');
    await fillSchool(ent);
    hub = await TestNode.open('hub');
    up = new Device({ device: 'hub-1', role: 'hub', classes: [CLASS], account: '' }, () => ent, { log: hub.log });
    await relay();
    for (const device of [one, two]) await device.syncOnce();
    await write(one, DOC, 'awa', 'Elle nage.');
    for (const device of [one, two]) await device.syncOnce();
    const lost = (await hub.log.head()).seq;
    await write(one, DOC, 'awa', 'Elle plonge.');
    await one.syncOnce();
    await damage(hub.log, DOC, lost);
    await relay();
    expect(await textIn(ent, DOC)).toBe('');
  });

  test('[S11] sends on what builds on it once it is back', async () => {
    expect((await hub.log.pendingCount()).rows).toBe(1);
    await one.syncOnce();
    await relay();
    expect((await hub.log.pendingCount()).rows).toBe(0);
    for (const line of ['Elle nage.', 'Elle plonge.']) expect(await textIn(ent, DOC)).toContain(line);
  });

  test('[S13] tells that the ENT has it once that is so, and not before', async () => {
    expect(await one.log.levels([DOC])).toEqual([2]);
    await one.syncOnce();
    expect(await one.log.levels([DOC])).toEqual([2]);
    await relay();
    for (const device of [one, two]) await device.syncOnce();
    for (const device of [one, two]) expect(await device.log.levels([DOC])).toEqual([3]);
    expect((await hub.log.held()).map(({ reason }) => reason)).toEqual(['damaged']);
  });

  test('[S13] tells nothing of the ENT to one who does not know yet that it lost something', async () => {
    await one.syncOnce();
    await relay();
    await write(one, workOf('ben'), 'ben', 'Il vole.');
    await one.syncOnce();
    await damage(hub.log, workOf('ben'));
    await relay();
    const stood = await one.log.cursor();
    await reconcile({ ...one, device: 'tablet-1', inspector: new InlineInspector(one.log) }, one.link, [DOC]);
    expect(await one.log.cursor()).toEqual(stood);
    expect(await one.log.levels([workOf('ben')])).toEqual([2]);
  });

  test('[S13] tells nothing of the ENT in an answer during which it finds that it lost something', async () => {
    await one.syncOnce();
    await relay();
    await write(one, workOf('ben'), 'ben', 'Il vole.');
    await one.syncOnce();
    const { firstUnsettled } = hub.log;
    hub.log.firstUnsettled = async () => {
      hub.log.firstUnsettled = firstUnsettled;
      await damage(hub.log, workOf('ben'));
      return firstUnsettled.call(hub.log);
    };
    const { epoch } = (await one.log.cursor())!;
    const answer = await one.link.sync({ v: PROTOCOL_VERSION, cursor: null, pushes: [], wants: [], quiet: true });
    expect(answer.node.epoch).toBe(epoch);
    expect(answer.receipt).toEqual({ seq: 0, held: [] });
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

  test('[S9] where a person has seen to it, it is told no more, and the tablet may be dismissed', async () => {
    let dismissals = 0;
    one.leader.exchange.dismissed.subscribe(() => (dismissals += 1));
    const { append } = hub.log;
    hub.log.append = () => Promise.reject(new StorageFailure('full'));
    await write(one, workOf('chloe'), 'chloe', 'Elle saute.');
    await until([one], async () => one.leader.connection.state.value === 'away');
    await damage(one.log, workOf('chloe'));
    hub.log.append = append;
    one.principal = { ...one.principal, dismissed: true };
    await until([one, two], async () => (await hub.quarantine.told()).length > 0);
    expect(dismissals).toBe(0);
    await one.log.letGo((await one.log.held()).map(({ row }) => row.seq));
    await until([one, two], async () => (await hub.quarantine.told()).length === 0);
    expect(dismissals).toBeGreaterThan(0);
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
