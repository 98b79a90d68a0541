import { beforeEach, describe, expect, test } from 'vitest';
import { openAccountsDatabase } from '../../../src/server/accounts-database.ts';
import { type Draft, DRAFT_LIFE_MS, Drafts, MAX_DRAFTS } from '../../../src/server/roster/drafts.ts';
import { hashIn, ImportBook, UNDO_KEPT_MS } from '../../../src/server/roster/import-book.ts';

let now = 0;
beforeEach(() => (now = 1_000));

describe('files that wait for their choices', () => {
  const draft = (id: string, account: string): Draft => ({
    id,
    account,
    at: now,
    basis: '',
    compared: {
      mode: 'update',
      classes: [],
      rows: [],
      elsewhere: 0,
      facts: new Map(),
      matched: [],
      knowsGroups: false,
    },
  });

  test('wait half an hour, for who gave them, and make room for others', () => {
    const drafts = new Drafts(() => now);
    drafts.keep(draft('a', 'head'));
    expect(drafts.find('a', 'other')).toBeUndefined();
    now += DRAFT_LIFE_MS - 1;
    expect(drafts.find('a', 'head')?.id).toBe('a');
    now += 1;
    expect(drafts.find('a', 'head')).toBeUndefined();
    for (let n = 0; n <= MAX_DRAFTS; n++) drafts.keep(draft(`d${n}`, `head-${n}`));
    expect(drafts.find('d0', 'head-0')).toBeUndefined();
    expect(drafts.find('d1', 'head-1')).toBeDefined();
    drafts.keep(draft('later', 'head-1'));
    expect(drafts.find('d1', 'head-1')).toBeUndefined();
  });
});

describe('the book of imports', () => {
  const counts = {
    arrivals: 0,
    moved: 0,
    changed: 0,
    left: 1,
    newClasses: 0,
    closedClasses: 0,
    renamedClasses: 0,
  };
  const keys = [{ class: 'cp', map: 'pupils', key: 'tom', before: hashIn('i1', '{"firstName":"Tom"}'), after: null }];
  const entry = { id: 'i1', account: 'head', epoch: '', keys, counts, backs: [] };
  const leavers = [{ pupil: 'tom', classId: 'cp' }];

  function open() {
    const database = openAccountsDatabase(':memory:');
    return { database, book: new ImportBook(database, () => now) };
  }

  test('holds places and hashes, and no name', () => {
    const { database, book } = open();
    book.add({ ...entry, leavers });
    expect(book.last()).toMatchObject({ id: 'i1', edits: { keys } });
    expect(JSON.stringify(database.prepare('SELECT * FROM roster_imports').all())).not.toContain('Tom');
  });

  test('gives an import thirty days to be taken back', () => {
    const { book } = open();
    book.add({ ...entry, leavers });
    now += UNDO_KEPT_MS;
    expect(book.isTooOld(book.last()!)).toBe(false);
    now += 1;
    expect(book.isTooOld(book.last()!)).toBe(true);
  });

  test('lets go of an import that could not be written, and of who did not leave after all', () => {
    const { book } = open();
    book.add({ ...entry, leavers });
    book.drop('i1');
    expect([book.last(), book.leavers()]).toEqual([undefined, []]);
    book.add({ ...entry, leavers });
    book.forgetListed(new Set(['tom']));
    expect(book.leavers()).toEqual([]);
  });

  test('gives back who had come back, where that import is taken back', () => {
    const { book } = open();
    book.add({ ...entry, leavers });
    now += 5;
    book.add({ ...entry, id: 'i2', keys: [], leavers: [], backs: ['tom'] });
    expect(book.leavers()).toEqual([]);
    book.undone('i2');
    expect(book.leavers()).toEqual([{ pupil: 'tom', class: 'cp', left_at: 1_000, import: 'i1' }]);
    expect(book.last()?.undone_at).toBe(now);
  });
});
