import * as Y from 'yjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { erasePupil } from '../../src/classroom/class-document.ts';
import { classDocument } from '../../src/classroom/document-id.ts';
import { speaksOf } from '../../src/classroom/erased-entries.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/limits.ts';
import { SCHOOL_ACCOUNT } from '../../src/sync/access.ts';
import { Erasing } from '../../src/sync/erasing.ts';
import type { LogStore } from '../../src/sync/ports.ts';
import { ydocOf } from '../../src/sync/ydoc.ts';
import { CLASS, fillSchool, GROUP_WORK, tablet, workOf, write } from '../support/sample-school.ts';
import { Device, TestNode } from '../support/town.ts';

const LIST = classDocument(CLASS);
let ent: TestNode;
let below: Device;
let one: Device;

const erasingOn = (node: TestNode): Erasing =>
  new Erasing({ ...node, projector: node.station.projector, receipted: 'here' });
const ids = (log: LogStore) => log.documentIds();
const isClean = async (log: LogStore, pupil: string): Promise<boolean> =>
  !speaksOf(ydocOf([...(await log.archivedRowsOf(LIST)), ...(await log.rowsOf(LIST))]), pupil);

/** A forward edit of the class list in the node's own name. */
async function edit(change: (ydoc: Y.Doc) => void): Promise<void> {
  const ydoc = ydocOf(await ent.log.rowsOf(LIST));
  const before = Y.encodeStateVector(ydoc);
  change(ydoc);
  const push = { doc: LIST, update: Y.encodeStateAsUpdate(ydoc, before), author: SCHOOL_ACCOUNT, device: 'ent' };
  const principal = { device: 'ent', role: 'node', classes: [], account: SCHOOL_ACCOUNT } as const;
  const request = { v: PROTOCOL_VERSION, cursor: null, pushes: [push], wants: [] };
  expect((await ent.station.responder.answer(principal, request)).results).toMatchObject([{ s: 'ok' }]);
}

const order = (pupil: string): Promise<void> => edit((ydoc) => erasePupil(ydoc, pupil, 'e1'));

async function contact(device: Device): Promise<void> {
  await device.syncOnce();
  await device.leader.projector.catchUp();
  await device.leader.erasing.run();
  await device.syncOnce();
}

beforeEach(async () => {
  ent = await TestNode.open('ent');
  await fillSchool(ent);
  below = new Device({ device: 'hub', role: 'hub', classes: [CLASS], account: '' }, () => ent);
  one = tablet('tablet-1', () => ent);
  await contact(one);
  await write(one, workOf('awa'), 'awa', 'Elle nage.');
  await write(one, workOf('ben'), 'ben', 'Il dort.');
  await write(one, GROUP_WORK, 'awa', 'Nous deux.');
  await contact(one);
  await contact(below);
});

describe('an erasure', () => {
  it('takes a pupil’s works, and what the list ever said of them, out of a log; others’ stay', async () => {
    await order('awa');
    const erasing = erasingOn(ent);
    await erasing.run();
    expect(await ids(ent.log)).not.toContain(workOf('awa'));
    expect(await ids(ent.log)).toEqual(expect.arrayContaining([workOf('ben'), GROUP_WORK]));
    expect(await isClean(ent.log, 'awa')).toBe(true);
    expect(await isClean(ent.log, 'ben')).toBe(false);
    expect(erasing.whole).toEqual(['e1']);
  });

  it('finds nothing more when it is done again', async () => {
    await order('awa');
    const erasing = erasingOn(ent);
    await erasing.run();
    const rows = await ent.log.rowsBetween(0, 999);
    const again: unknown[] = [];
    erasing.done.subscribe((taken) => again.push(taken));
    await erasing.run();
    expect(await ent.log.rowsBetween(0, 999)).toEqual(rows);
    expect(again).toEqual([]);
  });

  it('[S12] forgets copies of a cleaned list again once after each start: the one before may have been interrupted', async () => {
    await order('awa');
    await erasingOn(ent).run();
    const next = erasingOn(ent);
    const forgotten: unknown[] = [];
    next.forgotten.subscribe((docs) => forgotten.push(docs));
    await next.run();
    await next.run();
    expect(forgotten).toEqual([[LIST]]);
  });

  it('[S4] leaves every reader’s place where it was: nobody has to start over', async () => {
    const cursor = (await one.log.cursor())!;
    await order('awa');
    await erasingOn(ent).run();
    expect(await ent.log.bears(cursor)).toBe(true);
    await contact(one);
    expect((await one.log.cursor())!.epoch).toBe(cursor.epoch);
    expect(await ids(one.log)).not.toContain(workOf('awa'));
    expect(await isClean(one.log, 'awa')).toBe(true);
  });

  it('gives a device that joins later the list without the name, and no work', async () => {
    await order('awa');
    await erasingOn(ent).run();
    ent.station.documents.forget([LIST]);
    const late = tablet('tablet-9', () => ent);
    await contact(late);
    expect(await ids(late.log)).not.toContain(workOf('awa'));
    expect(await isClean(late.log, 'awa')).toBe(true);
    expect((await late.projections.all('class'))[0]!.pupils.map(({ id }) => id)).not.toContain('awa');
  });

  it('[S4] comes back from a hub to an ENT that was restored to a copy from before it', async () => {
    const copy = ent.log.image();
    await order('awa');
    await erasingOn(ent).run();
    await contact(below);
    await ent.restart(copy);
    expect(await ids(ent.log)).toContain(workOf('awa'));
    await contact(below);
    await erasingOn(ent).run();
    expect(await ids(ent.log)).not.toContain(workOf('awa'));
    expect(await isClean(ent.log, 'awa')).toBe(true);
    expect(await ids(below.log)).not.toContain(workOf('awa'));
  });

  it('[S9] drops what a tablet wrote for it before it heard, and nothing else', async () => {
    await order('awa');
    await erasingOn(ent).run();
    await write(one, workOf('awa'), 'awa', 'Encore.');
    await write(one, workOf('ben'), 'ben', 'Encore.');
    await one.syncOnce();
    expect(await ids(one.log)).not.toContain(workOf('awa'));
    expect((await one.log.pendingCount()).rows).toBe(0);
    expect(await one.log.held()).toEqual([]);
    expect(await ids(ent.log)).toContain(workOf('ben'));
  });

  it('takes what the disk has damaged of the list along: it may say anything', async () => {
    await edit((ydoc) => ydoc.getMap('seen').set('awa', true));
    const { row } = ent.log.image().entries.findLast((entry) => entry.row.doc === LIST)!;
    row.update[0]! ^= 1;
    expect(await ent.log.setAside(row.seq)).toBe(true);
    await order('awa');
    const erasing = erasingOn(ent);
    await erasing.run();
    expect(erasing.whole).toEqual(['e1']);
    expect(await ent.log.held()).toEqual([]);
    expect(await isClean(ent.log, 'awa')).toBe(true);
  });

  it('waits with the name where somebody wrote the entry anew off the network, and says so', async () => {
    await order('awa');
    await edit((ydoc) => ydoc.getMap('pupils').set('awa', { id: 'awa', firstName: 'Awa' }));
    const erasing = erasingOn(ent);
    await erasing.run();
    expect(erasing.whole).toEqual([]);
    expect((await ent.projections.all('class'))[0]!.pupils.map(({ id }) => id)).not.toContain('awa');
    await order('awa');
    await erasing.run();
    expect(erasing.whole).toEqual(['e1']);
    expect(await isClean(ent.log, 'awa')).toBe(true);
  });
});
