import { beforeEach, describe, expect, test } from 'vitest';
import type * as Y from 'yjs';
import { Log } from '../../src/base/log.ts';
import { Signal } from '../../src/base/observable.ts';
import { MemoryLogStore } from '../../src/storage/memory/memory-log-store.ts';
import { COALESCE_MS, Documents, RETRY_WRITE_MS } from '../../src/sync/documents.ts';
import type { OpenDocument, SaveState } from '../../src/sync/facade.ts';
import { type Change, StorageFailure } from '../../src/sync/ports.ts';
import { ydocOf } from '../../src/sync/ydoc.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { settle } from '../support/town.ts';

const WORK = 'work/tortue/awa';
const text = (doc: Y.Doc): Y.Text => doc.getText('text');

let log: MemoryLogStore;
let clock: ManualClock;
let documents: Documents;
const shown = (save: OpenDocument['save']): SaveState[] => {
  const states: SaveState[] = [];
  save.subscribe((state) => states.push(state))();
  return states;
};
const stored = async (): Promise<string> => text(ydocOf(await log.rowsOf(WORK))).toString();

beforeEach(() => {
  const changes = new Signal<Change>();
  log = new MemoryLogStore({ changes });
  clock = new ManualClock();
  const journal = new Log(() => 0);
  documents = new Documents({ log, changes, clock, journal, checkpoints: undefined, device: 'tablet' });
});

describe('[S1] an edit', () => {
  test('is saved once it is in the log, with those of the same moment as one row', async () => {
    const { doc, save } = await documents.open(WORK, 'awa');
    text(doc).insert(0, 'Elle ');
    text(doc).insert(5, 'nage.');
    expect(shown(save)).toEqual([{ state: 'saving' }]);
    await settle();
    expect([...shown(save), await stored()]).toEqual([{ state: 'saved' }, 'Elle nage.']);
    expect(await log.rowsOf(WORK)).toHaveLength(1);
  });

  test('that follows another closely is gathered with those around it, and after a pause one is written at once again', async () => {
    const { doc, save } = await documents.open(WORK, 'awa');
    const type = async (letter: string): Promise<void> => {
      text(doc).insert(text(doc).length, letter);
      await settle();
    };
    for (const letter of 'Elle') await type(letter);
    expect([...shown(save), await stored()]).toEqual([{ state: 'saving' }, 'E']);
    clock.advance(COALESCE_MS);
    await settle();
    expect([...shown(save), await stored()]).toEqual([{ state: 'saved' }, 'Elle']);
    await type('!');
    expect(await stored()).toBe('Elle');
    clock.advance(COALESCE_MS);
    await settle();
    clock.advance(COALESCE_MS);
    await type('?');
    expect([...shown(save), await stored()]).toEqual([{ state: 'saved' }, 'Elle!?']);
    expect(await log.rowsOf(WORK)).toHaveLength(4);
  });

  test('that the disk refuses is shown, stays in front of what comes after it, and is written when there is room', async () => {
    const append = log.append.bind(log);
    log.append = () => Promise.reject(new StorageFailure('full'));
    const { doc, save } = await documents.open(WORK, 'awa');
    text(doc).insert(0, 'Elle ');
    await settle();
    expect(shown(save)).toEqual([{ state: 'trouble', reason: 'full' }]);
    text(doc).insert(5, 'nage.');
    clock.advance(COALESCE_MS);
    await settle();
    expect(await stored()).toBe('');
    log.append = append;
    clock.advance(RETRY_WRITE_MS);
    await settle();
    expect([...shown(save), await stored()]).toEqual([{ state: 'saved' }, 'Elle nage.']);
  });

  test('is written at once where the page goes out of sight', async () => {
    const { doc } = await documents.open(WORK, 'awa');
    text(doc).insert(0, 'Elle nage.');
    await documents.flushAll();
    expect(await stored()).toBe('Elle nage.');
  });
});

test('[S7] two openings at once, in two tabs say, have two clientIDs', async () => {
  const [one, two] = [await documents.open(WORK, 'awa'), await documents.open(WORK, 'awa')];
  expect(one.doc.clientID).not.toBe(two.doc.clientID);
});

test('[S7] each opening writes under a clientID of its own, and none comes back with the rows', async () => {
  const used: number[] = [];
  for (const line of ['Un.', 'Deux.', 'Trois.']) {
    const opened = await documents.open(WORK, 'awa');
    used.push(opened.doc.clientID);
    text(opened.doc).insert(text(opened.doc).length, line);
    await opened.close();
  }
  expect(new Set(used).size).toBe(3);
  expect((await log.documents([WORK]))[0]!.authors.map(([client]) => client).sort()).toEqual([...used].sort());
  expect(await stored()).toBe('Un.Deux.Trois.');
});
