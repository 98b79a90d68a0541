import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  type Compared,
  contentOf,
  differences,
  documentsOf,
  lostEdits,
} from '../../src/commands/classroom/comparison.ts';
import { carrier, type Edit, holds, type Touched, touchedBy } from '../../src/commands/classroom/edit.ts';
import { PageWriting } from '../../src/commands/classroom/page-writing.ts';
import { Presence } from '../../src/commands/classroom/presence.ts';
import { Chance } from '../../src/commands/classroom/chance.ts';
import { Cell } from '../../src/base/observable.ts';
import { MemoryLogStore } from '../../src/storage/memory/memory-log-store.ts';
import type { ConnectionState } from '../../src/sync/facade.ts';
import { newYDoc } from '../../src/sync/ydoc.ts';

const WORK = 'work/a1/awa';

/** A page and every update that made it, each with what it touched. */
function written(changes: readonly ((page: Y.XmlFragment, doc: Y.Doc) => void)[]) {
  const doc = newYDoc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  const touched = changes.map((change) => touchedBy(doc, () => change(doc.getXmlFragment('page:ecrire'), doc))!);
  return { doc, updates, touched };
}

const addLine = (line: string) => (page: Y.XmlFragment) => {
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [new Y.XmlText(line)]);
  page.insert(page.length, [paragraph]);
};
const rubOutFirstLine = (page: Y.XmlFragment) => page.delete(0, 1);

async function tabletWith(updates: readonly Uint8Array[]): Promise<Compared & { log: MemoryLogStore }> {
  const log = new MemoryLogStore();
  for (const update of updates) {
    await log.append([{ doc: WORK, update, author: 'awa', device: 'tablet', authors: [] }]);
  }
  return { log, opened: new Map() };
}

const fresh = async (updates: readonly Uint8Array[]) => documentsOf((await tabletWith(updates)).log);

describe('comparing tablets with a fresh one', () => {
  const { doc, updates } = written([
    addLine('Elle nage.'),
    addLine('Elle broute.'),
    (_page, doc) => doc.getMap('answers').set('questions/q1', ['q1b']),
    (_page, doc) => doc.getMap('stepsDone').set('questions', true),
    rubOutFirstLine,
  ]);

  test('the same content is the same, however it came', async () => {
    const atOnce = await tabletWith([Y.encodeStateAsUpdate(doc)]);
    const backwards = await tabletWith([...updates].reverse());
    expect(await differences([atOnce, backwards], await fresh(updates))).toEqual([]);
  });

  test('a tablet on which someone tampered is found out', async () => {
    const tampered = await tabletWith([...updates, ...written([addLine('Pas moi.')]).updates]);
    expect(await differences([await tabletWith(updates), tampered], await fresh(updates))).toEqual([
      { tablet: 1, doc: WORK },
    ]);
  });

  test('[S5] a tablet that missed a deletion is found out, though its state vector is the same', async () => {
    const missed = await tabletWith(updates.slice(0, -1));
    const vector = Y.encodeStateVector((await documentsOf(missed.log)).get(WORK)!);
    expect(vector).toEqual(Y.encodeStateVector(doc));
    expect(await differences([missed], await fresh(updates))).toEqual([{ tablet: 0, doc: WORK }]);
  });

  test('a tablet without the document is found out, and one that has a document more', async () => {
    const empty = await tabletWith([]);
    expect(await differences([empty], await fresh(updates))).toEqual([{ tablet: 0, doc: WORK }]);
    expect(await differences([await tabletWith(updates)], await fresh([]))).toEqual([{ tablet: 0, doc: WORK }]);
  });

  test('a screen that shows something else than its store is found out', async () => {
    const { log } = await tabletWith(updates);
    const shown = written([addLine('Ancien.')]).doc;
    expect(await differences([{ log, opened: new Map([[WORK, { doc: shown }]]) }], await fresh(updates))).toEqual([
      { tablet: 0, doc: WORK },
    ]);
    expect(await differences([{ log, opened: new Map([[WORK, { doc }]]) }], await fresh(updates))).toEqual([]);
  });

  test('content is text, answers and lists, and not the order in which they came', () => {
    const one = newYDoc();
    one.getMap('answers').set('b', { y: 1, x: 2 });
    one.getMap('answers').set('a', 1);
    one.getArray('steps').push(['un']);
    const other = newYDoc();
    other.getMap('answers').set('a', 1);
    other.getMap('answers').set('b', { x: 2, y: 1 });
    other.getArray('steps').push(['un']);
    other.getMap('nothing');
    expect(contentOf(one)).toBe(contentOf(other));
    other.getArray('steps').push(['deux']);
    expect(contentOf(one)).not.toBe(contentOf(other));
  });
});

describe('what is lost', () => {
  const { updates, touched } = written([addLine('Elle nage.'), addLine('Elle broute.'), rubOutFirstLine]);
  const writer = new Presence({ state: new Cell<ConnectionState>('live') }, () => 0);
  const edits = touched.map((one): Edit => ({
    doc: WORK,
    device: 'tablet',
    touched: one,
    at: 0,
    writer,
    stay: writer.stay,
  }));

  test('is nothing while the fresh tablet has every mark', async () => {
    expect(lostEdits(edits, await fresh(updates))).toEqual([]);
  });

  test('is the word whose mark was taken away', async () => {
    const [first] = updates;
    expect(lostEdits(edits.slice(0, 2), await fresh([first!]))).toEqual([edits[1]]);
  });

  test('[S5] is a rubbing out that came undone', async () => {
    expect(lostEdits(edits, await fresh(updates.slice(0, 2)))).toEqual([edits[2]]);
  });

  test('is everything where the document is gone', () => {
    expect(lostEdits(edits, new Map())).toEqual(edits);
  });
});

describe('marks', () => {
  test('each update carries its own edit and no other', () => {
    const { updates, touched } = written([addLine('Un.'), addLine('Deux.'), rubOutFirstLine]);
    const carried = updates.map((update) => touched.map(carrier(update)));
    expect(carried).toEqual([
      [true, false, false],
      [false, true, false],
      [false, false, true],
    ]);
  });

  test('a hole in a merged update carries nothing', () => {
    const { updates, touched } = written([addLine('Un.'), addLine('Deux.'), addLine('Trois.')]);
    const merged = Y.mergeUpdates([updates[0]!, updates[2]!]);
    expect(touched.map(carrier(merged))).toEqual([true, false, true]);
  });

  test('what changes nothing has no mark', () => {
    expect(touchedBy(newYDoc(), () => undefined)).toBeUndefined();
  });

  test('whatever a child writes or rubs out is held by the page that it was written on', () => {
    const doc = newYDoc();
    const writing = new PageWriting(doc.getXmlFragment('page:ecrire'), new Chance(5));
    const all: (Touched | undefined)[] = [];
    for (let i = 0; i < 200; i++) all.push(touchedBy(doc, () => (i % 4 === 3 ? writing.rubOut() : writing.addWord())));
    const kinds = new Set(all.map((touched) => touched?.how));
    expect([...kinds].sort()).toEqual(['rubbed-out', 'written']);
    expect(all.every((touched) => touched && holds(doc, touched))).toBe(true);
  });
});
