import { randomBytes } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { writeAssignment } from '../../src/classroom/assignment.ts';
import { assignmentDocument, lessonDocument, workDocument } from '../../src/classroom/document-id.ts';
import { encodeMessage } from '../../src/protocol/codec.ts';
import {
  ANSWER_BUDGET_BYTES,
  MAX_MESSAGE_BYTES,
  MAX_RESET_DOCUMENTS,
  PROTOCOL_VERSION,
  PUSH_BUDGET_BYTES,
} from '../../src/protocol/limits.ts';
import type { Push, SyncRequest, SyncResponse } from '../../src/protocol/messages.ts';
import { type MemoryLogImage, MemoryLogStore } from '../../src/storage/memory/memory-log-store.ts';
import { SCHOOL_ACCOUNT } from '../../src/sync/access.ts';
import { namesInTurn } from '../../src/sync/weight.ts';
import { CLASS, fillSchool, LESSON, PUPILS, tablet, TEACHER, textIn, write } from '../support/sample-school.ts';
import { Device, TestNode, until } from '../support/town.ts';

/** So many characters that few works fit into one answer; of random ones, since nothing may come from their being alike. */
const LONG = 200_000;
const longText = (): string => randomBytes(LONG / 2).toString('hex');

const ACTIVITIES = Array.from({ length: 12 }, (_, index) => `long-${index}`);
const WORKS = ACTIVITIES.flatMap((activity) => PUPILS.map((pupil) => ({ pupil, work: workDocument(activity, pupil) })));

let hub: TestNode;
let one: Device;
let two: Device;

/** Stores documents in the hub as the school does. */
async function school(documents: readonly (readonly [doc: string, fill: (ydoc: Y.Doc) => void])[]): Promise<void> {
  const office = new Device({ device: 'school', role: 'node', classes: [], account: SCHOOL_ACCOUNT }, () => hub);
  const pushes = documents.map(([doc, fill]): Push => {
    const ydoc = new Y.Doc({ gc: false });
    fill(ydoc);
    return { doc, update: Y.encodeStateAsUpdate(ydoc), author: SCHOOL_ACCOUNT, device: 'school' };
  });
  await office.link.sync({ v: PROTOCOL_VERSION, cursor: null, pushes, wants: [] });
}

const handOut = (activity: string, lesson: string) =>
  [
    assignmentDocument(activity),
    (ydoc: Y.Doc) =>
      writeAssignment(ydoc, {
        ...{ class: CLASS, lesson, audience: { kind: 'class' }, by: TEACHER, handedOutAt: 0, closed: false },
      }),
  ] as const;

async function openHub(): Promise<void> {
  hub = await TestNode.open('hub');
  await fillSchool(hub);
  await school(ACTIVITIES.map((activity) => handOut(activity, LESSON)));
}

/** The hub gives a tablet the class from its next row on, and writes that row. */
async function give(device: Device): Promise<void> {
  const granted = new Map([[CLASS, (await hub.log.head()).seq + 1]]);
  device.principal = { ...device.principal, classes: [CLASS], granted };
  await school([[lessonDocument('given'), (ydoc) => ydoc.getMap('lesson').set('title', 'Rien')]]);
}

/** The largest request and the largest answer of a device, and what its answers asked of it. */
function watch({ wire }: Device) {
  const seen = { up: 0, down: 0, given: 0, resets: 0 };
  const { up, down } = wire;
  wire.up = (request: SyncRequest) => {
    seen.up = Math.max(seen.up, encodeMessage(request).byteLength);
    return up.call(wire, request);
  };
  wire.down = (response: SyncResponse) => {
    seen.down = Math.max(seen.down, encodeMessage(response).byteLength);
    if (response.reset) seen[response.given ? 'given' : 'resets'] += 1;
    return down.call(wire, response);
  };
  return seen;
}

/** Cuts the wire when the answer arrives for which this holds. */
function cutAt({ wire }: Device, holds: (response: SyncResponse) => boolean): void {
  const { down } = wire;
  wire.down = (response: SyncResponse) => {
    if (holds(response)) wire.drop();
    return down.call(wire, response);
  };
}

async function expectAllWorks(store: Pick<Device, 'log'>): Promise<void> {
  for (const { work } of WORKS) expect(await textIn(store, work), work).toBe(await textIn(one, work));
}

/** The works that a tablet does not know to be above. */
const unproven = async ({ log }: Device): Promise<string[]> =>
  (await log.unproven()).filter((doc) => doc.startsWith('work/'));

let full: Record<'hub' | 'one', MemoryLogImage>;

beforeAll(async () => {
  await openHub();
  one = tablet('tablet-1', () => hub);
  await one.syncOnce();
  for (const { work, pupil } of WORKS) await write(one, work, pupil, longText());
  await one.syncOnce();
  full = { hub: hub.log.image(), one: one.log.image() };
}, 60_000);

beforeEach(async () => {
  hub = await TestNode.open('hub');
  await hub.restart(full.hub);
  const at = (name: string, classes: string[], own?: { log: MemoryLogStore }): Device =>
    new Device({ device: name, role: 'tablet', classes, account: '' }, () => hub, own);
  one = at('tablet-1', [CLASS], { log: new MemoryLogStore({ image: full.one }) });
  two = at('tablet-2', ['other']);
  await two.syncOnce();
});

/** Millions of characters are compared, on a machine that may have other things to do. */
const PATIENT = { timeout: 60_000 };

describe('[S12] a class of a whole year, given to a tablet', PATIENT, () => {
  const near = ANSWER_BUDGET_BYTES + LONG;

  test('arrives by request, though it is far more than one answer holds', async () => {
    const seen = watch(two);
    await give(two);
    await two.syncOnce();
    await expectAllWorks(two);
    expect(seen.down).toBeLessThan(near);
    expect(seen).toMatchObject({ given: 1, resets: 0 });
    await write(two, WORKS[0]!.work, WORKS[0]!.pupil, 'Encore.');
    await two.syncOnce();
    expect(await two.log.levels([WORKS[0]!.work])).toEqual([2]);
  });

  test('arrives on a stream', async () => {
    const seen = watch(two);
    await give(two);
    const stream = two.openStream();
    stream.onStream((response) => void two.leader.exchange.absorb(stream, response));
    await two.leader.exchange.begin(stream);
    await write(one, WORKS[0]!.work, WORKS[0]!.pupil, 'Encore.');
    await one.syncOnce();
    await until([], async () => (await textIn(two, WORKS[0]!.work)).includes('Encore.'));
    await expectAllWorks(two);
    expect(seen.down).toBeLessThan(near);
    stream.close();
  });

  test('goes on where it was cut off, while others write, and the tablet too', async () => {
    await give(two);
    const before = await two.log.cursor();
    let answers = 0;
    cutAt(two, ({ diffs }) => diffs.length > 0 && ++answers === 3);
    for (let cut = 1; cut <= 2; cut++) {
      await expect(two.syncOnce()).rejects.toThrow('unreachable');
      two.wire.cut = false;
      answers = cut === 1 ? 0 : 3;
      expect((await two.log.documentIds()).filter((doc) => doc.startsWith('work/')).length).toBeGreaterThan(cut * 8);
      for (const [index, device] of [one, two].entries()) {
        await write(device, WORKS[index]!.work, WORKS[index]!.pupil, `Encore ${cut}.`);
      }
      await one.syncOnce();
    }
    expect((await two.log.cursor())!.seq).toBeGreaterThanOrEqual(before!.seq);
    await two.syncOnce();
    await one.syncOnce();
    await expectAllWorks(two);
    expect(await textIn(hub, WORKS[1]!.work)).toContain('Encore 2.');
    expect(await two.log.levels([WORKS[1]!.work])).toEqual([2]);
  });

  test('is whole also for a client that takes every list of documents for that of a new log', async () => {
    const { down } = two.wire;
    two.wire.down = (response) => {
      const { given: _, ...known } = down.call(two.wire, response);
      return known;
    };
    await give(two);
    await two.syncOnce();
    await expectAllWorks(two);
    expect(await unproven(two)).toEqual([]);
  });
});

test('[S12] long lessons that were handed out one after the other arrive one after the other', PATIENT, async () => {
  const seen = watch(one);
  const lessons = ACTIVITIES.map((_, index) => `long-lesson-${index}`);
  const title = (ydoc: Y.Doc): unknown => ydoc.getMap('lesson').set('title', longText());
  for (const lesson of lessons) await school([[lessonDocument(lesson), title]]);
  for (const [index, lesson] of lessons.entries()) await school([handOut(`late-${index}`, lesson)]);
  await one.syncOnce();
  expect(await one.log.documentIds()).toEqual(expect.arrayContaining(lessons.map(lessonDocument)));
  expect(seen.down).toBeLessThan(ANSWER_BUDGET_BYTES + 2 * LONG);
  expect(seen.given).toBe(0);
});

describe('[S4] a start over with many long works', PATIENT, () => {
  test('ends, in requests and answers that are near their budgets', async () => {
    await openHub();
    const seen = watch(one);
    await one.syncOnce();
    await expectAllWorks(hub);
    expect(await unproven(one)).toEqual([]);
    expect(seen.up).toBeLessThan(PUSH_BUDGET_BYTES + LONG);
    two.principal = { ...two.principal, classes: [CLASS] };
    const seenByTwo = watch(two);
    await two.syncOnce();
    await expectAllWorks(two);
    expect(seenByTwo.down).toBeLessThan(ANSWER_BUDGET_BYTES + LONG);
  });

  test('ends also where it was cut off in the middle', async () => {
    await openHub();
    let answers = 0;
    cutAt(one, ({ results }) => results.length > 0 && ++answers === 9);
    await expect(one.syncOnce()).rejects.toThrow('unreachable');
    one.wire.cut = false;
    await one.syncOnce();
    await expectAllWorks(hub);
    expect(await unproven(one)).toEqual([]);
  });

  test('is asked on about what an answer had no room for, in the order of the wants', async () => {
    const wants = WORKS.map(({ work }) => ({ doc: work, sv: new Uint8Array([0]) }));
    const { diffs } = await one.link.sync({ v: PROTOCOL_VERSION, cursor: null, pushes: [], wants, quiet: true });
    expect(diffs.length).toBeGreaterThan(1);
    expect(diffs.length).toBeLessThan(8);
    expect(diffs.map(({ doc }) => doc)).toEqual(wants.slice(0, diffs.length).map(({ doc }) => doc));
  });

  test('leaves an upstream that answers none of what it is asked', async () => {
    await openHub();
    const { down } = one.wire;
    one.wire.down = (response) => down.call(one.wire, { ...response, diffs: [] });
    await expect(one.syncOnce()).rejects.toThrow('bad-answer');
  });
});

describe('where there are more documents than an answer can name', PATIENT, () => {
  const tooMany = Array.from({ length: MAX_RESET_DOCUMENTS + 1 }, (_, index) => lessonDocument(`lesson-${index}`));

  test('[S4] a start over ends all the same: own documents are compared, all others are read from the start', async () => {
    await openHub();
    const trolley = new Device({ device: 'trolley', role: 'hub', classes: [CLASS], account: '' }, () => hub);
    await trolley.syncOnce();
    const mine = workDocument('a1', 'awa');
    await write(trolley, mine, 'awa', 'Elle nage.');
    await trolley.syncOnce();
    await openHub();
    await school([[lessonDocument('new'), (ydoc) => ydoc.getMap('lesson').set('title', 'Neuf')]]);
    const ids = await hub.log.documentIds();
    hub.log.documentIds = async () => [...ids, ...tooMany];
    const seen = watch(trolley);
    await trolley.syncOnce();
    expect(seen.resets).toBe(1);
    expect(await textIn(hub, mine)).toContain('Elle nage.');
    expect(await trolley.log.documentIds()).toEqual(expect.arrayContaining(ids));
    expect((await trolley.log.cursor())!.seq).toBe((await hub.log.head()).seq);
  });

  test('[S12] what was taken is named in turn', () => {
    const named = [0, 1].map((turn) => namesInTurn(tooMany, turn));
    expect(named.map(({ length }) => length)).toEqual([MAX_RESET_DOCUMENTS, MAX_RESET_DOCUMENTS]);
    expect(new Set(named.flat()).size).toBe(tooMany.length);
    expect(namesInTurn(tooMany.slice(0, 3), 7)).toEqual(tooMany.slice(0, 3));
  });

  test('their names stay far from the largest message, however long they are', () => {
    const longest = Array.from({ length: MAX_RESET_DOCUMENTS }, () => `work/${'a'.repeat(64)}/${'b'.repeat(64)}`);
    expect(encodeMessage(namesInTurn(longest, 0)).byteLength).toBeLessThan(MAX_MESSAGE_BYTES - 3 * ANSWER_BUDGET_BYTES);
  });
});
