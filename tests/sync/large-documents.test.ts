import { randomBytes } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { MAX_MESSAGE_BYTES, MAX_UPDATE_BYTES, PUSH_BUDGET_BYTES } from '../../src/protocol/limits.ts';
import type { Diff, HeldBelow } from '../../src/protocol/messages.ts';
import { type MemoryLogImage, MemoryLogStore } from '../../src/storage/memory/memory-log-store.ts';
import { isPushable } from '../../src/sync/inspector.ts';
import { saysTheSame } from '../../src/sync/together.ts';
import { ydocOf } from '../../src/sync/ydoc.ts';
import { CLASS, fillSchool, GROUP_WORK, laptop, tablet, workOf, write } from '../support/sample-school.ts';
import { Device, TestNode, until } from '../support/town.ts';

const WORK = workOf('awa');
/** Millions of characters are compared, on a machine that may have other things to do. */
const PATIENT = { timeout: 60_000 };

let hub: TestNode;
let one: Device;

let school: MemoryLogImage;

async function open(): Promise<void> {
  hub = await TestNode.open('hub');
  await fillSchool(hub);
  school = hub.log.image();
  one = tablet('tablet-1', () => hub);
  await one.syncOnce();
}

beforeEach(open);

/** The hub has nothing any more but what the school prepared. */
const lose = (): Promise<void> => hub.restart(school);

type Image = Record<'school' | 'hub' | 'one', MemoryLogImage>;
const image = (): Image => ({ school, hub: hub.log.image(), one: one.log.image() });

async function reopen(full: Image): Promise<void> {
  ({ school } = full);
  await hub.restart(full.hub);
  one = new Device(one.principal, () => hub, { log: new MemoryLogStore({ image: full.one }) });
}

const whole = async ({ log }: Pick<Device, 'log'>, doc: string): Promise<Uint8Array> =>
  Y.encodeStateAsUpdate(ydocOf(await log.rowsOf(doc)));

async function expectSame(store: Pick<Device, 'log'>, doc: string, like: Pick<Device, 'log'> = one): Promise<void> {
  expect(saysTheSame(ydocOf(await like.log.rowsOf(doc)), await whole(store, doc)), doc).toBe(true);
}

async function expectConfirmed({ log }: Device, doc: string): Promise<void> {
  expect(await log.unproven()).toEqual([]);
  expect(await log.levels([doc])).toEqual([2]);
  expect(await log.firstUnsettled()).toBeUndefined();
}

/** Strikes out some paragraphs: what is deleted must not come back. */
const strike = (device: Device, doc: string, author: string): Promise<void> =>
  device.documents.edit(doc, author, (ydoc) => {
    const page = ydoc.getXmlFragment('page:ecrire');
    const some = Math.min(page.length, 200);
    for (let index = 0; index < some / 2; index++) page.delete(index, 1);
  });

/** More than 2 MiB in twelve openings, of characters that take from one byte to four. */
async function writeBytes(device: Device): Promise<void> {
  for (let opening = 0; opening < 12; opening++) {
    await write(device, WORK, 'awa', `${randomBytes(125_000).toString('hex')}é€🐢`);
  }
}

/** More than 50,000 structs, in three edits of 17,100. */
async function writeStructs(device: Device): Promise<void> {
  for (let edit = 0; edit < 3; edit++) {
    await device.documents.edit(WORK, 'awa', (ydoc) => {
      const paragraphs = Array.from({ length: 5_700 }, (_, index) => {
        const paragraph = new Y.XmlElement('paragraph');
        paragraph.insert(0, [new Y.XmlText(`${edit} ${index}`)]);
        return paragraph;
      });
      const page = ydoc.getXmlFragment('page:ecrire');
      page.insert(page.length, paragraphs);
    });
    await device.syncOnce();
  }
}

/** One long word that came row by row, which any Y.Doc joins to one struct. */
async function writeOneStruct(device: Device): Promise<void> {
  const opened = await device.documents.open(WORK, 'awa');
  const text = new Y.XmlText();
  opened.doc.getXmlFragment('page:ecrire').insert(0, [text]);
  for (let part = 0; part < 12; part++) {
    text.insert(text.length, '🐢'.repeat(50_001));
    await opened.flush();
  }
  await opened.close();
}

const LARGE = [
  ['bytes', writeBytes],
  ['structs', writeStructs],
  ['bytes in a single struct', writeOneStruct],
] as const;

describe.each(LARGE)('a document of more %s than one update may have', PATIENT, (_, fill) => {
  let full: Image;

  beforeAll(async () => {
    await open();
    await fill(one);
    if (fill !== writeOneStruct) await strike(one, WORK, 'awa');
    await one.syncOnce();
    await expectConfirmed(one, WORK);
    expect(isPushable(await whole(one, WORK))).toBe(false);
    full = image();
  }, PATIENT.timeout);

  beforeEach(() => reopen(full));

  test('[S4] comes back whole to a hub that lost its log, from the tablet that wrote it', async () => {
    await lose();
    await one.syncOnce();
    await expectSame(hub, WORK);
    await expectConfirmed(one, WORK);
  });

  test('[S4] comes back also from a tablet that got it from above', async () => {
    const two = tablet('tablet-2', () => hub);
    await two.syncOnce();
    await expectSame(two, WORK);
    await lose();
    await two.syncOnce();
    await expectSame(hub, WORK);
    await expectConfirmed(two, WORK);
  });

  test('[S4] comes back from a tablet that got all of it in one row, with the names of who wrote it', async () => {
    const two = tablet('tablet-2', () => hub);
    await lose();
    await two.syncOnce();
    await hub.restart(full.hub);
    two.principal = { ...two.principal, anew: (await hub.log.head()).seq }; // documents are compared, not read
    await two.syncOnce();
    two.principal = { ...two.principal, anew: 0 };
    expect(await two.log.rowsOf(WORK)).toHaveLength(1);
    const authors = (await hub.log.documents([WORK]))[0]!.authors;
    await lose();
    await two.syncOnce();
    await expectSame(hub, WORK);
    await expectConfirmed(two, WORK);
    expect((await hub.log.documents([WORK]))[0]!.authors).toEqual(authors);
  });
});

describe('[S4] a large document on its way back', PATIENT, () => {
  test('travels in requests that are near their budget, and again from where it broke off', async () => {
    await writeBytes(one);
    await one.syncOnce();
    await lose();
    const { up } = one.wire;
    const sizes: number[] = [];
    one.wire.up = (request) => {
      sizes.push(request.pushes.reduce((sum, { update }) => sum + update.byteLength, 0));
      if (sizes.length === 6) one.wire.drop();
      return up.call(one.wire, request);
    };
    await expect(one.syncOnce()).rejects.toThrow('unreachable');
    expect(Math.max(...sizes)).toBeLessThan(PUSH_BUDGET_BYTES * 1.1);
    expect(await one.log.unproven()).toContain(WORK);
    one.wire.cut = false;
    await one.syncOnce();
    await expectSame(hub, WORK);
    await expectConfirmed(one, WORK);
    expect(sizes.reduce((sum, bytes) => sum + bytes)).toBeLessThan(2 * MAX_UPDATE_BYTES);
  });

  test('says who wrote what where several did, each after the other', async () => {
    for (let turn = 0; turn < 12; turn++) {
      await write(one, GROUP_WORK, turn % 2 ? 'ben' : 'awa', randomBytes(125_000).toString('hex'));
    }
    await strike(one, GROUP_WORK, 'ben');
    await one.syncOnce();
    const { authors } = (await one.log.documents([GROUP_WORK]))[0]!;
    await lose();
    await one.syncOnce();
    await expectSame(hub, GROUP_WORK);
    await expectConfirmed(one, GROUP_WORK);
    expect((await hub.log.documents([GROUP_WORK]))[0]!.authors).toEqual(authors);
  });

  test('meets one that went on meanwhile, and only what is missing travels', async () => {
    const two = tablet('tablet-2', () => hub);
    await write(two, WORK, 'awa', 'Au début.');
    await two.syncOnce();
    await one.syncOnce();
    const early = hub.log.image();
    await writeBytes(one);
    await one.syncOnce();
    await hub.restart(early);
    await write(two, WORK, 'awa', 'Entre-temps.');
    for (const device of [two, one, two]) await device.syncOnce();
    await expectSame(hub, WORK);
    await expectSame(two, WORK);
    await expectConfirmed(one, WORK);
  });

  test('[S9] is told to teachers where the hub does not take it, and no more once it does', async () => {
    const teacher = laptop(() => hub);
    let heard: readonly HeldBelow[] | undefined;
    teacher.leader.exchange.held.below.subscribe((held) => (heard = held));
    await writeBytes(one);
    await one.syncOnce();
    await lose();
    const { down } = one.wire;
    one.wire.down = (response) => {
      const results = response.results.map(() => ({ s: 'bad', why: 'too-slow' }) as const);
      return down.call(one.wire, { ...response, results });
    };
    for (const device of [one, teacher]) await device.syncOnce();
    expect(heard).toMatchObject([{ device: 'tablet-1', doc: WORK, author: 'awa', why: 'too-slow' }]);
    expect(await one.log.unproven()).toEqual([WORK]);
    one.wire.down = down;
    for (const device of [one, teacher]) await device.syncOnce();
    expect(heard).toEqual([]);
    await expectSame(hub, WORK);
    await expectConfirmed(one, WORK);
  });
});

describe('[S9] a single edit that is too much for one push', PATIENT, () => {
  const pasteText = () => write(one, WORK, 'awa', randomBytes(MAX_UPDATE_BYTES / 2 + 1).toString('hex'));
  const pasteParagraphs = () =>
    one.documents.edit(WORK, 'awa', (ydoc) => {
      const paragraphs = Array.from({ length: 17_001 }, (_, index) => {
        const paragraph = new Y.XmlElement('paragraph');
        paragraph.insert(0, [new Y.XmlText(`${index}`)]);
        return paragraph;
      });
      ydoc.getXmlFragment('page:ecrire').insert(0, paragraphs);
    });

  afterEach(async () => {
    await expectSame(hub, WORK);
    await expectConfirmed(one, WORK);
    expect(await one.log.held()).toEqual([]);
    expect(await hub.quarantine.told()).toEqual([]);
  });

  test.each([
    ['bytes', pasteText],
    ['structs', pasteParagraphs],
  ])('of %s goes up in pieces at once, and is not held', async (_, paste) => {
    await paste();
    expect(isPushable((await one.log.rowsOf(WORK))[0]!.update)).toBe(false);
    await one.syncOnce();
  });

  test('goes up over a stream as well, with what is written meanwhile', async () => {
    await one.leader.start();
    await until([one], () => one.leader.connection.state.value === 'live');
    await pasteText();
    await write(one, WORK, 'awa', 'Et puis.');
    await until([one], async () => (await one.log.pendingCount()).rows === 0);
    await one.leader.stop();
  });

  test('goes on from where it broke off', async () => {
    await pasteText();
    const { up } = one.wire;
    let pieces = 0;
    one.wire.up = (request) => {
      pieces += request.pushes.length;
      if (pieces === 3) one.wire.drop();
      return up.call(one.wire, request);
    };
    await expect(one.syncOnce()).rejects.toThrow('unreachable');
    expect(await one.log.levels([WORK])).toEqual([1]);
    Object.assign(one.wire, { up, cut: false });
    await one.syncOnce();
    expect(one.wire.bytesUp).toBeLessThan(1.5 * MAX_UPDATE_BYTES);
  });
});

describe('[S9] a document larger than a whole message', PATIENT, () => {
  let full: Image;

  beforeAll(async () => {
    await open();
    for (let part = 0; part < 3; part++) {
      await writeBytes(one);
      await one.syncOnce();
    }
    await strike(one, WORK, 'awa');
    await one.syncOnce();
    expect((await whole(hub, WORK)).byteLength).toBeGreaterThan(MAX_MESSAGE_BYTES);
    full = image();
  }, PATIENT.timeout);

  beforeEach(() => reopen(full));

  test('[S4] arrives in parts where documents are compared, and goes back as well', async () => {
    const two = tablet('tablet-2', () => hub);
    await lose();
    await two.syncOnce();
    await hub.restart(full.hub);
    two.principal = { ...two.principal, anew: (await hub.log.head()).seq };
    await two.syncOnce();
    two.principal = { ...two.principal, anew: 0 };
    await expectSame(two, WORK);
    await expectConfirmed(two, WORK);
    await lose();
    await two.syncOnce();
    await expectSame(hub, WORK);
    await expectConfirmed(two, WORK);
  });

  test('[S12] arrives with a class that is given', async () => {
    const two = tablet('tablet-2', () => hub);
    two.principal = { ...two.principal, classes: ['other'] };
    await two.syncOnce();
    const granted = new Map([[CLASS, (await hub.log.head()).seq + 1]]);
    two.principal = { ...two.principal, classes: [CLASS], granted };
    await write(one, GROUP_WORK, 'awa', 'Et nous.');
    await one.syncOnce();
    await two.syncOnce();
    await expectSame(two, WORK);
    await expectSame(two, GROUP_WORK);
  });

  test('is left where an upstream sends the same part for ever', async () => {
    const two = tablet('tablet-2', () => hub);
    two.principal = { ...two.principal, classes: ['other'] };
    await two.syncOnce();
    two.principal = { ...two.principal, classes: [CLASS], anew: (await hub.log.head()).seq + 1 };
    let first: Diff | undefined;
    const { down } = two.wire;
    two.wire.down = (response) => {
      first ??= response.diffs.find(({ more }) => more);
      const diffs = response.diffs.map((diff) => (first && diff.doc === WORK ? first : diff));
      return down.call(two.wire, { ...response, diffs });
    };
    await expect(two.syncOnce()).rejects.toThrow('bad-answer');
  });
});
