import { beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { classDocument } from '../../src/classroom/document-id.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/limits.ts';
import type { Push, PushResult, SyncResponse } from '../../src/protocol/messages.ts';
import type { MemoryLogImage } from '../../src/storage/memory/memory-log-store.ts';
import { SCHOOL_ACCOUNT } from '../../src/sync/access.ts';
import { LinkError } from '../../src/sync/ports.ts';
import { saysTheSame } from '../../src/sync/together.ts';
import { ydocOf } from '../../src/sync/ydoc.ts';
import { CLASS, fillSchool, GROUP_WORK, tablet, textIn, workOf, write } from '../support/sample-school.ts';
import { Device, settle, TestNode } from '../support/town.ts';

const WORK = workOf('awa');
let hub: TestNode;
let one: Device;
let two: Device;

beforeEach(async () => {
  hub = await TestNode.open('hub');
  await fillSchool(hub);
  [one, two] = [tablet('tablet-1', () => hub), tablet('tablet-2', () => hub)];
  for (const device of [one, two]) await device.syncOnce();
});

/** Answers come changed until the returned function is called. */
function changing(device: Device, change: (response: SyncResponse) => SyncResponse): () => void {
  const down = device.wire.down.bind(device.wire);
  device.wire.down = (response) => down(change(response));
  return () => (device.wire.down = down);
}

test('[S2] what the answer does not say to be stored is sent again', async () => {
  await write(one, WORK, 'awa', 'Elle nage.');
  const asSent = changing(one, (response) => ({
    ...response,
    results: response.results.map(() => ({ s: 'unknown' })),
  }));
  await one.syncOnce();
  expect(await one.log.levels([WORK])).toEqual([1]);
  asSent();
  const before = await hub.log.head();
  await one.syncOnce();
  expect(await one.log.levels([WORK])).toEqual([2]);
  expect(await hub.log.head()).toEqual(before);
});

test('an upstream that has ever more to say and never moves on is left', async () => {
  changing(one, (response) => ({ ...response, more: true }));
  await expect(one.syncOnce()).rejects.toThrow('bad-answer');
  const stuck = await one.log.cursor();
  hub = await TestNode.open('hub'); // also while it starts over
  await expect(one.syncOnce()).rejects.toThrow('bad-answer');
  expect(await one.log.cursor()).toEqual(stuck);
});

describe('[S3] several authors', () => {
  test('never travel up as one row, though they wrote on one device one after the other', async () => {
    for (const pupil of ['awa', 'awa', 'ben']) await write(one, GROUP_WORK, pupil, pupil);
    await one.syncOnce();
    expect((await hub.log.rowsOf(GROUP_WORK)).map(({ author }) => author)).toEqual(['awa', 'ben']);
  });

  test('come down with who is behind each clientID', async () => {
    for (const pupil of ['awa', 'ben']) await write(one, GROUP_WORK, pupil, pupil);
    await one.syncOnce();
    await two.syncOnce();
    const authorsIn = async ({ log }: Device) =>
      new Map((await log.documents([GROUP_WORK]))[0]!.authors.map(([client, ...who]) => [client, who]));
    expect(await authorsIn(two)).toEqual(await authorsIn(one));
    expect([...(await authorsIn(two)).values()].map(([account]) => account).sort()).toEqual(['awa', 'ben']);
  });
});

describe('[S4] only what lies behind the cursor counts as stored, since the tag tells of no more', () => {
  let yesterday: MemoryLogImage;
  let upToDate: () => void;

  const restored = async (): Promise<void> => {
    upToDate();
    await hub.restart(yesterday);
    await one.syncOnce();
    expect(await textIn(hub, WORK)).toContain('Elle nage.');
    expect(await one.log.levels([WORK])).toEqual([2]);
  };

  test('of what is acked', async () => {
    yesterday = hub.log.image();
    const cursor = (await one.log.cursor())!;
    await write(one, WORK, 'awa', 'Elle nage.');
    upToDate = changing(one, (response) => ({ ...response, cursor, rows: [] }));
    await one.syncOnce();
    expect(await textIn(hub, WORK)).toContain('Elle nage.');
    expect(await one.log.levels([WORK])).toEqual([1]);
    await restored();
  });

  test('of what was compared after a reset', async () => {
    yesterday = hub.log.image();
    await write(one, WORK, 'awa', 'Elle nage.');
    await one.syncOnce();
    await hub.restart(yesterday);
    const cursor = { ...(await hub.log.head()) };
    await write(two, workOf('elsa'), 'elsa', 'Autre chose.'); // another row in the place of the lost one
    await two.syncOnce();
    upToDate = changing(one, (response) => ({ ...response, cursor, rows: [] }));
    await one.syncOnce();
    expect(await textIn(hub, WORK)).toContain('Elle nage.');
    expect(await one.log.levels([WORK])).toEqual([1]);
    await restored();
  });
});

test('[S4] after a start over that broke off, nothing of that stream counts, however near it followed (found by a schedule)', async () => {
  const before = await one.log.cursor();
  hub = await TestNode.open('hub');
  await fillSchool(hub);
  const stream = one.openStream();
  const ask = stream.sync.bind(stream);
  let next: Promise<unknown> | undefined;
  stream.sync = async (request) => {
    const { reset, ...answer } = await ask(request);
    if (reset) return { ...answer, reset };
    next = one.leader.exchange.absorb(stream, { ...answer, diffs: [], since: answer.cursor.seq });
    throw new LinkError('unreachable');
  };
  await expect(one.leader.exchange.begin(stream)).rejects.toThrow('unreachable');
  await expect(next).rejects.toThrow('unreachable');
  expect(await one.log.cursor()).toEqual(before);
});

test('[S4] an answer that ends before what was read meanwhile does not take the cursor back, since acks beyond it counted', async () => {
  const early = (await one.log.cursor())!;
  const { reset: _, ...answer } = await one.link.sync({ v: PROTOCOL_VERSION, cursor: early, pushes: [], wants: [] });
  await write(one, WORK, 'awa', 'Elle nage.');
  await one.syncOnce();
  const read = await one.log.cursor();
  expect(read!.seq).toBeGreaterThan(early.seq);
  await one.leader.exchange.absorb(one.openStream(), answer);
  expect(await one.log.cursor()).toEqual(read);
});

test('[S4] an answer that begins further on than was read is not stored: what lies between would be skipped', async () => {
  const read = await one.log.cursor();
  await write(two, WORK, 'awa', 'Elle nage. ');
  await two.syncOnce();
  const cursor = await hub.log.head();
  await write(two, WORK, 'awa', 'Elle plonge.');
  await two.syncOnce();
  const answer = await one.link.sync({ v: PROTOCOL_VERSION, cursor, pushes: [], wants: [] });
  await expect(one.leader.exchange.absorb(one.openStream(), answer)).rejects.toThrow('bad-answer');
  expect(await one.log.cursor()).toEqual(read);
  await one.syncOnce();
  expect(await textIn(one, WORK)).toBe(await textIn(two, WORK));
});

test('[S4] a hub that is lost once more while a tablet starts over: all is compared with the next one', async () => {
  await write(one, WORK, 'awa', 'Elle nage.');
  await one.syncOnce();
  const before = await one.log.cursor();
  const [second, third] = [await TestNode.open('hub'), await TestNode.open('hub')];
  for (const node of [second, third]) await fillSchool(node);
  hub = second;
  changing(one, (response) => {
    if (response.results.length > 0) hub = third; // the work is with the second one
    return response;
  });
  await expect(one.syncOnce()).rejects.toThrow('bad-answer');
  expect(await textIn(second, WORK)).toContain('Elle nage.');
  expect(await one.log.cursor()).toEqual(before);
  await one.syncOnce();
  expect(await textIn(third, WORK)).toContain('Elle nage.');
  expect(await one.log.levels([WORK])).toEqual([2]);
});

describe('[S4] a hub that starts from nothing', () => {
  test('is asked again for what it would not take, since another may have brought it meanwhile (found by a schedule)', async () => {
    const rows = await hub.log.rowsBetween(0, (await hub.log.head()).seq);
    hub = await TestNode.open('hub');
    await one.syncOnce();
    expect(await one.log.unproven(), 'what only the school may bring').toContain(classDocument(CLASS));
    const school = new Device({ device: 'school', role: 'node', classes: [], account: SCHOOL_ACCOUNT }, () => hub);
    const pushes = rows.map(({ doc, update, author, device }) => ({ doc, update, author, device }));
    await school.link.sync({ v: PROTOCOL_VERSION, cursor: null, pushes, wants: [] });
    await one.syncOnce();
    expect(await one.log.unproven()).toEqual([]);
  });

  test('skips nothing of what came while its rights were still being read (found by a schedule)', async () => {
    const late = tablet('tablet-3', () => hub);
    hub = await TestNode.open('hub');
    await late.syncOnce();
    hub = await TestNode.open('hub');
    const put = hub.projections.put.bind(hub.projections);
    const reading = Promise.withResolvers<void>();
    hub.projections.put = async (made, position) => {
      if (made.some(({ kind }) => kind === 'assignment')) await reading.promise;
      return put(made, position);
    };
    const filled = fillSchool(hub);
    await settle();
    expect((await hub.log.documentIds()).filter((doc) => doc.startsWith('assignment/'))).toHaveLength(2);
    await late.syncOnce();
    reading.resolve();
    await filled;
    await late.syncOnce();
    expect((await late.log.documentIds()).toSorted()).toEqual((await hub.log.documentIds()).toSorted());
  });
});

describe('[S5] what was rubbed out', () => {
  test('reaches a restored hub, though both state vectors are the same', async () => {
    await write(one, WORK, 'awa', 'Je me suis trompée.');
    await one.syncOnce();
    const yesterday = hub.log.image();
    await one.documents.edit(WORK, 'awa', (doc) => doc.getXmlFragment('page:ecrire').delete(0, 1));
    await one.syncOnce();
    await hub.restart(yesterday);
    await write(two, workOf('elsa'), 'elsa', 'Autre chose.');
    for (const device of [two, one]) await device.syncOnce();
    expect(await textIn(hub, WORK)).toBe('');
    expect(await one.log.levels([WORK])).toEqual([2]);
  });

  test('makes another document, also for a compaction', async () => {
    await write(one, WORK, 'awa', 'Je me suis trompée.');
    const before = Y.encodeStateAsUpdate(ydocOf(await one.log.rowsOf(WORK)));
    await one.documents.edit(WORK, 'awa', (doc) => doc.getXmlFragment('page:ecrire').delete(0, 1));
    const after = ydocOf(await one.log.rowsOf(WORK));
    expect(saysTheSame(after, Y.encodeStateAsUpdate(after))).toBe(true);
    expect(saysTheSame(after, before)).toBe(false);
  });
});

test('[S12] who may not read a document learns nothing of it, however it is asked for', async () => {
  await write(one, WORK, 'awa', 'Elle nage.');
  await one.syncOnce();
  const stranger = { ...one.principal, device: 'tablet-3', classes: ['cm1b'] };
  const wants = [{ doc: WORK, sv: new Uint8Array([0]) }];
  const request = { v: PROTOCOL_VERSION, cursor: null, pushes: [], wants };
  const { diffs, rows } = await hub.station.responder.answer(stranger, request);
  expect(rows).toEqual([]);
  expect(diffs).toEqual([{ doc: WORK, update: null, sv: new Uint8Array([0]), seq: 0, authors: [] }]);
});

test('[S14] what was rubbed out before it was sent goes up all the same, and stays', async () => {
  await write(one, WORK, 'awa', 'Brouillon.');
  await one.documents.edit(WORK, 'awa', (doc) => doc.getXmlFragment('page:ecrire').delete(0, 1));
  await one.syncOnce();
  const rows = await hub.log.rowsOf(WORK);
  const bytes = [...rows.map(({ update }) => update), Y.encodeStateAsUpdate(ydocOf(rows))];
  expect(bytes.map((update) => Buffer.from(update).includes('Brouillon.'))).toEqual([true, true]);
  expect(await textIn(hub, WORK)).toBe('');
});

describe('[S8] a push', () => {
  const answer = async (push: Partial<Push>): Promise<PushResult | undefined> => {
    const doc = new Y.Doc();
    doc.clientID = 4_711;
    doc.getMap('answers').set('questions/q1', ['q1a']);
    const whole = { doc: GROUP_WORK, author: 'awa', device: 'tablet-1', update: Y.encodeStateAsUpdate(doc), ...push };
    const request = { v: PROTOCOL_VERSION, cursor: null, pushes: [whole], wants: [] };
    return (await hub.station.responder.answer(one.principal, request)).results[0];
  };
  const laterUnderTheSameClient = (): Uint8Array => {
    const doc = new Y.Doc();
    doc.clientID = 4_711;
    doc.getMap('answers').set('questions/q1', ['q1a']);
    const before = Y.encodeStateVector(doc);
    doc.getMap('answers').set('questions/q2', ['q2b']);
    return Y.encodeStateAsUpdate(doc, before);
  };

  test('under a clientID that another account used first is refused', async () => {
    expect(await answer({})).toMatchObject({ s: 'ok' });
    const update = laterUnderTheSameClient();
    expect(await answer({ author: 'ben', update })).toEqual({ s: 'denied', why: 'client-id-taken' });
    expect(await answer({ update })).toMatchObject({ s: 'ok' });
  });

  test('that a tablet says to be another’s is refused', async () => {
    expect(await answer({ device: 'tablet-2' })).toEqual({ s: 'denied', why: 'not-this-device' });
  });
});
