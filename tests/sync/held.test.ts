import { beforeEach, describe, expect, test } from 'vitest';
import { assignmentDocument } from '../../src/classroom/document-id.ts';
import { MemoryDeviceStore } from '../../src/storage/memory/memory-device-store.ts';
import type { Change, Row } from '../../src/sync/ports.ts';
import { Signal } from '../../src/base/observable.ts';
import { MAX_UPDATE_BYTES } from '../../src/protocol/limits.ts';
import type { HeldBelow } from '../../src/protocol/messages.ts';
import { heldSummary, readHeldBelow, rememberHeldBelow } from '../../src/sync/held.ts';
import { ydocOf } from '../../src/sync/ydoc.ts';
import { CLASS, fillSchool, laptop, tablet, TEACHER, textIn, workOf, write } from '../support/sample-school.ts';
import { Device, settle, TestNode, until } from '../support/town.ts';

let hub: TestNode;
let one: Device;
let teacher: Device;
let heard: (readonly HeldBelow[])[];

/** What the teacher's laptop heard last. */
const last = () => heard.at(-1)?.map(({ device, doc, author, why, rows }) => ({ device, doc, author, why, rows }));
const AWA = { device: 'tablet-1', doc: workOf('awa'), author: 'ben', why: 'no-right', rows: 1 };

beforeEach(async () => {
  hub = await TestNode.open('hub');
  await fillSchool(hub);
  one = tablet('tablet-1', () => hub);
  teacher = laptop(() => hub);
  heard = [];
  teacher.leader.exchange.held.below.subscribe((held) => heard.push(held));
  await one.syncOnce();
});

describe('[S9] what a tablet holds because it was refused', () => {
  test('is told in the same run, and a teacher of the class hears of it', async () => {
    await write(one, workOf('awa'), 'ben', 'Je triche.');
    await one.syncOnce();
    await teacher.syncOnce();
    expect(last()).toEqual([AWA]);
    expect(heard.at(-1)![0]!.since).toBe(1);
  });

  test('reaches a teacher who is on a stream without being asked', async () => {
    await Promise.all([one.leader.start(), teacher.leader.start()]);
    await until([one, teacher], () => teacher.leader.connection.state.value === 'live');
    expect(last()).toEqual([]);
    await write(one, workOf('awa'), 'ben', 'Je triche.');
    await until([one, teacher], () => last()?.length === 1);
    expect(last()).toEqual([AWA]);
    await Promise.all([one.leader.stop(), teacher.leader.stop()]);
  });

  test('is told once, and again only when it changed', async () => {
    const told: unknown[] = [];
    const up = one.wire.up.bind(one.wire);
    one.wire.up = (request) => {
      if (request.held) told.push(request.held.length);
      return up(request);
    };
    await write(one, workOf('awa'), 'ben', 'Je triche.');
    await one.syncOnce();
    await one.syncOnce();
    await write(one, workOf('chloe'), 'ben', 'Encore.');
    await one.syncOnce();
    expect(told).toEqual([1, 2]);
  });

  test('is told anew to a hub that lost its log, and to one that did not hear it', async () => {
    await write(one, workOf('awa'), 'ben', 'Je triche.');
    const down = one.wire.down.bind(one.wire);
    const lost = one.wire.up.bind(one.wire);
    one.wire.up = (request) => {
      if (request.held) throw new Error('lost');
      return lost(request);
    };
    await expect(one.syncOnce()).rejects.toThrow('lost');
    one.wire.up = lost;
    one.wire.down = down;
    await one.syncOnce();
    await teacher.syncOnce();
    expect(last()).toEqual([AWA]);
    await hub.quarantine.tell('tablet-1', []);
    const fresh = await TestNode.open('hub');
    await hub.restart(fresh.log.image());
    await fillSchool(hub);
    await one.syncOnce();
    await one.syncOnce();
    await teacher.syncOnce();
    expect(last()).toEqual([AWA]);
  });

  test('goes up after all once the reason is gone and a person offers it again, and the notice ends', async () => {
    await hub.restart(undefined);
    const right = one.principal;
    one.principal = { ...right, classes: [] };
    await write(one, workOf('awa'), 'awa', 'Elle nage.');
    await one.syncOnce();
    expect((await one.log.held()).map(({ reason }) => reason)).toEqual(['no-right']);
    one.principal = right;
    await one.syncOnce();
    await teacher.syncOnce();
    expect(last()).toMatchObject([{ author: 'awa' }]);
    await one.log.offerAgain();
    await one.syncOnce();
    expect(await textIn(hub, workOf('awa'))).toContain('Elle nage.');
    await teacher.syncOnce();
    expect(last()).toEqual([]);
  });

  test('goes up by itself when rights come: a class that a restored hub had forgotten is given again (found by a schedule)', async () => {
    const right = one.principal;
    one.principal = { ...right, classes: [] };
    await write(one, workOf('awa'), 'awa', 'Elle nage.');
    await write(one, workOf('awa'), 'ben', 'Je triche.');
    await one.syncOnce();
    expect((await one.log.held()).map(({ reason }) => reason)).toEqual(['no-right', 'no-right']);
    one.principal = { ...right, granted: new Map([[CLASS, (await hub.log.head()).seq + 1]]) };
    const two = tablet('tablet-2', () => hub);
    await write(two, workOf('chloe'), 'chloe', 'Et moi.');
    await two.syncOnce();
    await one.syncOnce();
    expect(await textIn(hub, workOf('awa'))).toContain('Elle nage.');
    expect((await one.log.held()).map(({ row }) => row.author)).toEqual(['ben']);
    expect((await one.log.pendingCount()).rows).toBe(0);
  });

  test('is held once more where the reason is not gone', async () => {
    await write(one, workOf('awa'), 'ben', 'Je triche.');
    await one.syncOnce();
    await one.log.offerAgain();
    await one.syncOnce();
    await teacher.syncOnce();
    expect(last()).toEqual([AWA]);
    expect((await one.log.pendingCount()).rows).toBe(0);
  });

  test('is nothing that goes up in pieces: too large for one push, it is there with what builds on it, and sent once', async () => {
    const text = (add: string) => one.documents.edit(workOf('awa'), 'awa', (doc) => doc.getText('page').insert(0, add));
    await text('a'.repeat(MAX_UPDATE_BYTES));
    const told: unknown[] = [];
    const tell = hub.quarantine.tell.bind(hub.quarantine);
    hub.quarantine.tell = (device, held) => {
      told.push(...held);
      return tell(device, held);
    };
    await one.syncOnce();
    expect(await one.log.levels([workOf('awa')])).toEqual([2]);
    await text('et encore');
    await write(one, workOf('ben'), 'ben', 'Et moi.');
    for (let contact = 0; contact < 3; contact++) await one.syncOnce();
    expect([await one.log.held(), told]).toEqual([[], []]);
    expect((await one.log.pendingCount()).rows).toBe(0);
    expect(await one.log.levels([workOf('awa'), workOf('ben')])).toEqual([2, 2]);
    expect(one.wire.bytesUp).toBeLessThan(1.1 * MAX_UPDATE_BYTES);
    expect(ydocOf(await hub.log.rowsOf(workOf('awa'))).getText('page').length).toBeGreaterThan(MAX_UPDATE_BYTES);
    expect(await textIn(hub, workOf('ben'))).toContain('Et moi.');
  });

  test('draws along what builds on it, where it cannot be cut', async () => {
    const add = (value: Uint8Array) =>
      one.documents.edit(workOf('awa'), 'awa', (doc) => doc.getArray('list').push([value]));
    await add(new Uint8Array(MAX_UPDATE_BYTES));
    await one.syncOnce();
    await add(new Uint8Array(1));
    for (let contact = 0; contact < 3; contact++) await one.syncOnce();
    expect((await one.log.held()).map(({ reason }) => reason)).toEqual(['too-big', 'too-big']);
    expect((await one.log.pendingCount()).rows).toBe(0);
    expect(one.wire.bytesUp).toBeLessThan(MAX_UPDATE_BYTES);
  });

  test('is forgotten when the device says that it holds nothing any more', async () => {
    await hub.quarantine.tell('tablet-2', [{ doc: workOf('awa'), author: 'awa', why: 'too-big', rows: 1, bytes: 9 }]);
    await teacher.syncOnce();
    expect(last()).toHaveLength(1);
    await tablet('tablet-2', () => hub).syncOnce();
    await teacher.syncOnce();
    expect(last()).toEqual([]);
  });

  test('is told to no tablet, and to no teacher of another class [S12]', async () => {
    await write(one, workOf('awa'), 'ben', 'Je triche.');
    await one.syncOnce();
    const other = new Device(
      { device: 'laptop-2', role: 'teacher', classes: ['cm1b'], account: 'm-grondin' },
      () => hub,
    );
    const heardThere: unknown[] = [];
    for (const device of [other, one]) device.leader.exchange.held.below.subscribe((held) => heardThere.push(...held));
    for (const device of [other, one]) await device.syncOnce();
    expect(heardThere).toEqual([]);
  });

  test('a teacher’s own device hears nothing of itself', async () => {
    await teacher.syncOnce();
    await write(teacher, workOf('awa'), TEACHER, 'Corrigé.');
    await teacher.syncOnce();
    expect(await teacher.log.held()).toHaveLength(1);
    await teacher.syncOnce();
    expect(last()).toEqual([]);
  });

  test('on the hub itself, since the ENT refused it, is heard of too', async () => {
    const head = await hub.log.append([
      { doc: assignmentDocument('a1'), update: Uint8Array.of(0, 0), author: TEACHER, device: 'laptop', authors: [] },
    ]);
    const receipt = { role: 'ent', seq: 0, held: [] } as const;
    await hub.log.settle({ settled: [{ seq: head.seq, held: 'too-slow' }], rows: [], cursor: null, receipt });
    await teacher.syncOnce();
    expect(last()).toEqual([{ device: '', doc: 'assignment/a1', author: TEACHER, why: 'too-slow', rows: 1 }]);
  });

  test('is no reason to fail an exchange: a hub that cannot note it takes the good edits all the same', async () => {
    hub.quarantine.tell = () => Promise.reject(new Error('full'));
    hub.quarantine.keep = () => Promise.reject(new Error('full'));
    await write(one, workOf('awa'), 'ben', 'Je triche.');
    await write(one, workOf('ben'), 'ben', 'Je travaille.');
    await one.syncOnce();
    await settle();
    expect(await one.log.levels([workOf('ben')])).toEqual([2]);
    expect(await one.log.held()).toHaveLength(1);
  });
});

test('[S9] a report counts rows and bytes by document, author and reason', () => {
  const held = (author: string, reason: string, bytes: number) => ({
    row: { doc: `work/a1/${CLASS}`, author, update: new Uint8Array(bytes) } as unknown as Row,
    reason,
  });
  expect(heldSummary([held('awa', 'too-big', 5), held('ben', 'no-right', 1), held('awa', 'too-big', 7)])).toEqual([
    { doc: `work/a1/${CLASS}`, author: 'awa', why: 'too-big', rows: 2, bytes: 12 },
    { doc: `work/a1/${CLASS}`, author: 'ben', why: 'no-right', rows: 1, bytes: 1 },
  ]);
});

test('[S9] a teacher’s device remembers what it heard, and writes only what is new', async () => {
  const changes = new Signal<Change>();
  let writes = 0;
  changes.subscribe(() => (writes += 1));
  const device = new MemoryDeviceStore({ changes });
  expect(await readHeldBelow(device)).toEqual([]);
  const held = [{ doc: workOf('awa'), author: 'awa', why: 'too-big', rows: 1, bytes: 9, device: 't', number: 7 }];
  for (let i = 0; i < 2; i++) await rememberHeldBelow(device, held);
  await settle();
  expect(await readHeldBelow(device)).toEqual(held);
  expect(writes).toBe(1);
});
