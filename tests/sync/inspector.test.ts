import { describe, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { PROTOCOL_VERSION, MAX_MESSAGE_BYTES, MAX_UPDATE_BYTES } from '../../src/protocol/limits.ts';
import { MemoryLogStore } from '../../src/storage/memory/memory-log-store.ts';
import { settleAbsorbed } from '../../src/sync/absorb.ts';
import { compact } from '../../src/sync/compaction.ts';
import { InlineInspector } from '../../src/sync/inline-inspector.ts';
import { inspectUpdate, MAX_CLIENTS, MAX_STRUCTS } from '../../src/sync/inspector.ts';
import { StorageFailure } from '../../src/sync/ports.ts';
import { mergedInOrder, newYDoc } from '../../src/sync/ydoc.ts';
import { fillSchool, tablet, textIn, workOf, write } from '../support/sample-school.ts';
import { TestNode } from '../support/town.ts';

const WORK = workOf('awa');
const verdictOn = (update: Uint8Array) => inspectUpdate(newYDoc(), { doc: WORK, update });

/** One struct for each key: those of different keys are never joined. */
function updateOf(keys: number): Uint8Array {
  const doc = newYDoc();
  doc.transact(() => {
    for (let key = 0; key < keys; key++) doc.getMap('answers').set(String(key), true);
  });
  return Y.encodeStateAsUpdate(doc);
}

function updateFrom(clients: number): Uint8Array {
  const doc = newYDoc();
  doc.transact(() => {
    for (let client = 1; client <= clients; client++) {
      doc.clientID = client;
      doc.getMap('answers').set(String(client), true);
    }
  });
  return Y.encodeStateAsUpdate(doc);
}

describe('[S10] an update from outside', () => {
  test('of too many structs is refused before it is applied', () => {
    expect(verdictOn(updateOf(MAX_STRUCTS))).toMatchObject({ verdict: 'good' });
    expect(verdictOn(updateOf(MAX_STRUCTS + 1))).toEqual({ verdict: 'bad', why: 'too-many-structs' });
  });

  test('may bring more of them where it is a whole document that comes from above', () => {
    const task = { doc: WORK, update: updateOf(MAX_STRUCTS + 1), isWhole: true };
    expect(inspectUpdate(newYDoc(), task)).toMatchObject({ verdict: 'good' });
  });

  test('of too many clients is refused before it is applied', () => {
    expect(verdictOn(updateFrom(MAX_CLIENTS))).toMatchObject({ verdict: 'good' });
    expect(verdictOn(updateFrom(MAX_CLIENTS + 1))).toEqual({ verdict: 'bad', why: 'too-many-clients' });
  });

  test('of too many bytes is refused before it is decoded', () => {
    expect(verdictOn(new Uint8Array(MAX_MESSAGE_BYTES + 1))).toEqual({ verdict: 'bad', why: 'too-big' });
  });

  test(
    'may be one of thousands that make a document too large for one push: a tablet that lacks all of it gets it',
    { timeout: 30_000 },
    async () => {
      const hub = await TestNode.open('hub');
      await fillSchool(hub);
      const [one, two] = [tablet('tablet-1', () => hub), tablet('tablet-2', () => hub)];
      await one.syncOnce();
      for (const letter of ['a', 'b']) {
        await one.documents.edit(WORK, 'awa', (doc) => {
          for (let count = 0; count < 0.6 * MAX_STRUCTS; count++) doc.getText('page').insert(0, letter);
        });
        await one.syncOnce();
      }
      await two.syncOnce();
      expect((await two.log.rowsOf(WORK)).length).toBeGreaterThan(0);
      // Nor is it put together on the node: one row of all that could never be pushed again.
      expect(await compact(hub.log, WORK, (await hub.log.head()).seq, 'here')).toBe(false);
      expect(await hub.log.rowsOf(WORK)).toHaveLength(2);
    },
  );

  test('is not stored where it comes from above and is none: the document is fetched again', async () => {
    const hub = await TestNode.open('hub');
    await fillSchool(hub);
    const [one, two] = [tablet('tablet-1', () => hub), tablet('tablet-2', () => hub)];
    for (const device of [one, two]) await device.syncOnce();
    await write(one, WORK, 'awa', 'Elle nage.');
    await one.syncOnce();
    const down = two.wire.down.bind(two.wire);
    two.wire.down = (response) =>
      down({ ...response, rows: response.rows.map((row) => ({ ...row, update: Uint8Array.of(9, 9, 9) })) });
    await two.syncOnce();
    expect(await textIn(two, WORK)).toContain('Elle nage.');
  });
});

test('[S10] a push may be smaller than a message, and what is larger is refused alone', async () => {
  const hub = await TestNode.open('hub');
  await fillSchool(hub);
  const one = tablet('tablet-1', () => hub);
  const push = (bytes: number) => {
    const doc = newYDoc();
    doc.getText('text').insert(0, 'a'.repeat(bytes));
    return { doc: WORK, author: 'awa', device: 'tablet-1', update: Y.encodeStateAsUpdate(doc) };
  };
  const pushes = [push(MAX_UPDATE_BYTES), push(1_000)];
  const request = { v: PROTOCOL_VERSION, cursor: null, pushes, wants: [] };
  expect((await hub.station.responder.answer(one.principal, request)).results).toEqual([
    { s: 'bad', why: 'too-big' },
    { s: 'ok', seq: expect.any(Number) },
  ]);
});

/** A document letter by letter: the update of each. */
function letters(text: string): Uint8Array[] {
  const doc = newYDoc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (const letter of text) doc.getText('text').insert(doc.getText('text').length, letter);
  return updates;
}

describe('[S11] a scratch document', () => {
  const draft = (update: Uint8Array) => ({ doc: WORK, update, author: 'awa', device: 't1', authors: [] });
  const settlement = (update: Uint8Array) => ({
    settled: [],
    rows: [{ ...draft(update), up: 1 }],
    cursor: null,
    receipt: { role: 'hub' as const, seq: 0, held: [] },
  });

  test('that is refreshed takes up what the log has more, and reads no more than that', async () => {
    const log = new MemoryLogStore();
    const inspector = new InlineInspector(log);
    const [a, b, c] = letters('abc');
    const verdict = async (update: Uint8Array) => (await inspector.inspect([{ doc: WORK, update }]))[0]!.verdict;
    await log.append([draft(a!)]);
    expect(await verdict(a!)).toBe('good');
    await log.append([draft(b!)]);
    const rowsOf = vi.spyOn(log, 'rowsOf');
    inspector.refresh([WORK]);
    expect(await verdict(c!)).toBe('good');
    expect(rowsOf.mock.calls).toEqual([[WORK, 1]]);
  });

  test('of a document that was purged meanwhile begins anew', async () => {
    const log = new MemoryLogStore();
    const inspector = new InlineInspector(log);
    const [a, b] = letters('ab');
    await log.settle(settlement(a!));
    await inspector.inspect([{ doc: WORK, update: a! }]);
    inspector.refresh([WORK]);
    await inspector.inspect([{ doc: WORK, update: a! }]);
    expect(await log.purge([WORK])).toEqual([WORK]);
    inspector.refresh([WORK]);
    expect(await inspector.inspect([{ doc: WORK, update: b! }])).toMatchObject([{ verdict: 'gap' }]);
  });

  test('knows nothing of rows that could not be stored', async () => {
    const log = new MemoryLogStore();
    const inspector = new InlineInspector(log);
    const [a, b] = letters('ab');
    await inspector.inspect([{ doc: WORK, update: a! }]);
    log.settle = () => Promise.reject(new StorageFailure('full'));
    await expect(settleAbsorbed({ log, inspector }, settlement(a!))).rejects.toThrow('full');
    inspector.refresh([WORK]);
    expect(await inspector.inspect([{ doc: WORK, update: b! }])).toMatchObject([{ verdict: 'gap' }]);
  });
});

test('[S11] updates are merged side by side only where no piece is missing between them', () => {
  const [a, b, c] = letters('abc');
  const doc = newYDoc();
  Y.applyUpdate(doc, mergedInOrder([a!, b!, c!])!);
  expect(doc.getText('text').toString()).toBe('abc');
  expect(mergedInOrder([a!, c!])).toBeUndefined();
});
