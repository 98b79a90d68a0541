import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { restorePage, restoreWork } from '../../src/classroom/restore.ts';
import { answer, pageOf, readAnswers, textOf } from '../../src/classroom/work.ts';
import { compact } from '../../src/sync/compaction.ts';
import { ERASED_SIGNS, historyOf, VERSION_SIGNS, versionAt } from '../../src/sync/history.ts';
import { fillSchool, GROUP_WORK, tablet, textIn, workOf, write } from '../support/sample-school.ts';
import { type Device, TestNode } from '../support/town.ts';

const AWA = workOf('awa');
const page = (doc: Y.Doc) => pageOf(doc, 'ecrire');
const pageText = (doc: Y.Doc) => textOf(page(doc));

async function newTablet(name = 'tablet-1'): Promise<{ hub: TestNode; one: Device }> {
  const hub = await TestNode.open('hub');
  await fillSchool(hub);
  return { hub, one: tablet(name, () => hub) };
}

const accounts = (versions: Awaited<ReturnType<typeof historyOf>>) =>
  versions.map(({ writers }) => writers.map(({ account }) => account));

/** What each version says on its page, the oldest first. */
async function texts({ log }: { log: Device['log'] }, work: string): Promise<string[]> {
  const versions = await historyOf(log, work);
  return Promise.all(versions.map(async ({ seq }) => pageText(await versionAt(log, work, seq))));
}

/** Types into one opening of a document, each piece a row of its own. */
async function type(device: Device, work: string, author: string, pieces: ((doc: Y.Doc) => void)[]): Promise<void> {
  const open = await device.documents.open(work, author);
  for (const piece of pieces) {
    open.doc.transact(() => piece(open.doc));
    await open.flush();
  }
  await open.close();
}

const line = (text: string) => (doc: Y.Doc) => {
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [new Y.XmlText(text)]);
  page(doc).push([paragraph]);
};
const letters = (text: string) =>
  [...text].map((letter) => (doc: Y.Doc) => lastText(doc).insert(lastText(doc).length, letter));
const backspaces = (count: number) =>
  Array.from({ length: count }, () => (doc: Y.Doc) => lastText(doc).delete(lastText(doc).length - 1, 1));
const lastText = (doc: Y.Doc) => (page(doc).get(page(doc).length - 1) as Y.XmlElement).get(0) as Y.XmlText;

describe('[S14] the history of a work', () => {
  test('is empty where nothing is known of it', async () => {
    const { one } = await newTablet();
    expect(await historyOf(one.log, AWA)).toEqual([]);
    expect(pageText(await versionAt(one.log, AWA, 0))).toBe('');
  });

  test('joins what one pupil writes in one go, letter by letter', async () => {
    const { one } = await newTablet();
    await type(one, AWA, 'awa', [line(''), ...letters('Elle nage.')]);
    const versions = await historyOf(one.log, AWA);
    expect(versions).toEqual([{ seq: 11, writers: [{ account: 'awa', device: 'tablet-1' }], added: 12, erased: 0 }]);
  });

  test('tells apart whoever writes in turn, and shows what each left', async () => {
    const { one } = await newTablet();
    await write(one, GROUP_WORK, 'awa', 'Un.');
    await write(one, GROUP_WORK, 'ben', 'Deux.');
    await write(one, GROUP_WORK, 'awa', 'Trois.');
    expect(accounts(await historyOf(one.log, GROUP_WORK))).toEqual([['awa'], ['ben'], ['awa']]);
    expect(await texts(one, GROUP_WORK)).toEqual(['Un.', 'Un.\nDeux.', 'Un.\nDeux.\nTrois.']);
  });

  test('begins a version with each opening, and after about a paragraph', async () => {
    const { one } = await newTablet();
    await type(one, AWA, 'awa', [line('Hier.')]);
    const long = 'a'.repeat(VERSION_SIGNS);
    await type(one, AWA, 'awa', [line(long), line('b'), line('c')]);
    expect(await texts(one, AWA)).toEqual(['Hier.', `Hier.\n${long}`, `Hier.\n${long}\nb\nc`]);
  });

  test('keeps what was there before much is erased, at once or letter by letter, but not each slip', async () => {
    const { one } = await newTablet();
    const story = 'Il était une fois une tortue.';
    await type(one, AWA, 'awa', [
      line(story),
      ...letters('xy'),
      ...backspaces(2),
      ...backspaces(ERASED_SIGNS),
      ...letters(' nagea longtemps'),
      (doc) => page(doc).delete(0, 1),
      line('Fin.'),
    ]);
    const cut = story.slice(0, -ERASED_SIGNS);
    expect(await texts(one, AWA)).toEqual([`${story}xy`, cut, `${cut} nagea longtemps`, '', 'Fin.']);
  });

  test('knows who erased, which only the row tells (S3)', async () => {
    const { one } = await newTablet();
    await write(one, GROUP_WORK, 'awa', 'Une longue phrase à effacer.');
    await type(one, GROUP_WORK, 'ben', [(doc) => page(doc).delete(0, 1)]);
    const versions = await historyOf(one.log, GROUP_WORK);
    expect(accounts(versions)).toEqual([['awa'], ['ben']]);
    expect(versions[1]).toMatchObject({ added: 0, erased: 30 });
  });

  test('shows all who may have written a row that came joined from above', async () => {
    const { hub, one } = await newTablet();
    const two = tablet('tablet-2', () => hub);
    await one.syncOnce();
    await write(one, GROUP_WORK, 'awa', 'Un.');
    await one.syncOnce();
    await one.documents.edit(GROUP_WORK, 'ben', line('Deux.'));
    await one.syncOnce();
    await two.syncOnce();
    const [joined, ...more] = await historyOf(two.log, GROUP_WORK);
    expect(more).toEqual([]);
    expect(joined?.writers).toEqual([
      { account: 'awa', device: 'tablet-1' },
      { account: 'ben', device: 'tablet-1' },
    ]);
    expect(accounts(await historyOf(hub.log, GROUP_WORK))).toEqual([['awa'], ['ben']]);
  });

  test('counts no row that says nothing new', async () => {
    const { one } = await newTablet();
    await write(one, AWA, 'awa', 'Un.');
    const [row] = await one.log.rowsOf(AWA);
    await one.log.append([{ ...row!, author: 'eve' }]);
    expect(accounts(await historyOf(one.log, AWA))).toEqual([['awa']]);
  });
});

describe('[S14] an earlier version comes back as new edits', () => {
  test('of who may write, deletions included, to every device, and nothing is rewound', async () => {
    const { hub, one } = await newTablet();
    const two = tablet('tablet-2', () => hub);
    await one.syncOnce();
    await write(one, GROUP_WORK, 'awa', 'Un.');
    await write(one, GROUP_WORK, 'awa', 'Deux.');
    await one.syncOnce();
    await two.syncOnce();
    await type(two, GROUP_WORK, 'ben', [(doc) => page(doc).delete(0, 1), line('Trois.')]);
    await two.syncOnce();
    await one.syncOnce();
    expect(await textIn(one, GROUP_WORK)).not.toContain('Un.');
    const before = (await one.log.head()).seq;
    const [, written] = await historyOf(one.log, GROUP_WORK);
    const earlier = await versionAt(one.log, GROUP_WORK, written!.seq);
    const { clientID } = earlier;

    await one.documents.edit(GROUP_WORK, 'awa', (doc) => restorePage(page(doc), page(earlier)));
    await one.syncOnce();
    await two.syncOnce();

    for (const store of [one, two, hub]) expect(await textIn(store, GROUP_WORK)).toBe(await textIn(one, GROUP_WORK));
    expect((await texts(one, GROUP_WORK)).at(-1)).toBe('Un.\nDeux.');
    expect((await texts(one, GROUP_WORK)).at(-2)).toBe('Deux.\nTrois.');
    const [row, ...more] = await one.log.rowsOf(GROUP_WORK, before);
    expect([row!.author, more.length]).toEqual(['awa', 0]);
    expect(row!.authors.map(([client]) => client)).not.toContain(clientID);
    expect(await one.log.held()).toEqual([]);
  });

  test('[S8] the upstream refuses it from whoever may not write that work', async () => {
    const { one } = await newTablet();
    await one.syncOnce();
    await write(one, AWA, 'awa', 'Un.');
    const [first] = await historyOf(one.log, AWA);
    await write(one, AWA, 'awa', 'Deux.');
    await one.syncOnce();
    const earlier = await versionAt(one.log, AWA, first!.seq);
    await one.documents.edit(AWA, 'mme-payet', (doc) => restoreWork(doc, earlier));
    await one.syncOnce();
    expect((await one.log.held()).map(({ row, reason }) => [row.author, reason])).toEqual([['mme-payet', 'no-right']]);
  });

  test('leaves paragraphs alone that are as they were', () => {
    const doc = new Y.Doc();
    for (const text of ['Un.', 'Deux.', 'Trois.']) line(text)(doc);
    const earlier = new Y.Doc();
    Y.applyUpdate(earlier, Y.encodeStateAsUpdate(doc));
    const [first, , third] = page(doc).toArray();
    page(doc).delete(1, 1);
    restorePage(page(doc), page(earlier));
    expect(pageText(doc)).toBe('Un.\nDeux.\nTrois.');
    expect([page(doc).get(0), page(doc).get(2)]).toEqual([first, third]);
    const vector = Y.encodeStateVector(doc);
    restorePage(page(doc), page(earlier));
    expect(Y.encodeStateVector(doc)).toEqual(vector);
  });

  test('can be taken back and put again', () => {
    const doc = new Y.Doc();
    line('Un.')(doc);
    const earlier = new Y.Doc();
    Y.applyUpdate(earlier, Y.encodeStateAsUpdate(doc));
    page(doc).delete(0, 1);
    line('Deux.')(doc);
    const undo = new Y.UndoManager(page(doc));
    restorePage(page(doc), page(earlier));
    expect(pageText(doc)).toBe('Un.');
    undo.undo();
    expect(pageText(doc)).toBe('Deux.');
    undo.redo();
    expect(pageText(doc)).toBe('Un.');
  });

  test('of a whole work: all its pages and answers, whether they are there now or not', () => {
    const doc = new Y.Doc();
    line('Un.')(doc);
    answer(doc, 'quiz', 'q1', ['a']);
    answer(doc, 'quiz', 'q2', ['b']);
    const earlier = new Y.Doc();
    Y.applyUpdate(earlier, Y.encodeStateAsUpdate(doc));
    page(doc).delete(0, 1);
    pageOf(doc, 'suite').push([new Y.XmlElement('paragraph')]);
    answer(doc, 'quiz', 'q1', ['c']);
    answer(doc, 'quiz', 'q3', ['d']);
    doc.getMap('answers').delete('quiz/q2');
    restoreWork(doc, earlier);
    expect(pageText(doc)).toBe('Un.');
    expect(pageOf(doc, 'suite').length).toBe(0);
    expect(readAnswers(doc)).toEqual({ quiz: { q1: ['a'], q2: ['b'] } });
  });
});

describe('[S14] compaction', () => {
  test('leaves content and history as they were, and what follows fits on', async () => {
    const { one } = await newTablet();
    await type(one, GROUP_WORK, 'awa', [line(''), ...letters('Elle nage.'), ...backspaces(3)]);
    await write(one, GROUP_WORK, 'ben', 'Elle dort.');
    const before = [await historyOf(one.log, GROUP_WORK), await texts(one, GROUP_WORK)];
    const { seq } = await one.log.head();
    expect(await compact(one.log, GROUP_WORK, seq, 'here')).toBe(true);
    expect(await one.log.rowsOf(GROUP_WORK)).toHaveLength(1);
    expect([await historyOf(one.log, GROUP_WORK), await texts(one, GROUP_WORK)]).toEqual(before);
    await write(one, GROUP_WORK, 'awa', 'Fin.');
    expect((await texts(one, GROUP_WORK)).at(-1)).toBe('Elle na\nElle dort.\nFin.');
  });

  test('[S11] leaves alone what waits for something that never came', async () => {
    const { one } = await newTablet();
    const doc = new Y.Doc();
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    for (const text of ['a', 'b', 'c']) line(text)(doc);
    const row = (update: Uint8Array) => ({ doc: AWA, update, author: 'awa', device: 't', authors: [] });
    await one.log.append([row(updates[0]!), row(updates[2]!)]);
    expect(await compact(one.log, AWA, 2, 'here')).toBe(false);
    await one.log.append([row(updates[1]!)]);
    expect(await compact(one.log, AWA, 3, 'here')).toBe(true);
  });
});
