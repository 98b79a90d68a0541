import { randomBytes } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { writeAssignment } from '../../src/classroom/assignment.ts';
import { assignmentDocument, workDocument } from '../../src/classroom/document-id.ts';
import { encodeMessage } from '../../src/protocol/codec.ts';
import { ANSWER_BUDGET_BYTES, PROTOCOL_VERSION, PUSH_BUDGET_BYTES } from '../../src/protocol/limits.ts';
import type { Push, SyncRequest, SyncResponse } from '../../src/protocol/messages.ts';
import { type MemoryLogImage, MemoryLogStore } from '../../src/storage/memory/memory-log-store.ts';
import { SCHOOL_ACCOUNT } from '../../src/sync/access.ts';
import { CLASS, fillSchool, LESSON, PUPILS, tablet, TEACHER, textIn, write } from '../support/sample-school.ts';
import { Device, TestNode } from '../support/town.ts';

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

/** The largest request and the largest answer of a device. */
function watch({ wire }: Device) {
  const seen = { up: 0, down: 0 };
  const { up, down } = wire;
  wire.up = (request: SyncRequest) => {
    seen.up = Math.max(seen.up, encodeMessage(request).byteLength);
    return up.call(wire, request);
  };
  wire.down = (response: SyncResponse) => {
    seen.down = Math.max(seen.down, encodeMessage(response).byteLength);
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
