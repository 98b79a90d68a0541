import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readRosterFile, readRosterTables } from '../../../src/classroom/roster/read-roster-file.ts';
import { MAX_CELL, type Roster } from '../../../src/classroom/roster/roster.ts';
import { MAX_UNPACKED_BYTES, MAX_ZIP_ENTRIES } from '../../../src/classroom/roster/zip-tables.ts';
import { sampleTables, zipped } from '../../support/oneroster.ts';

function rosterOf(result: ReturnType<typeof readRosterFile>): Roster {
  if (!result.ok) throw new Error(`no roster: ${JSON.stringify(result.error)}`);
  return result.value.roster;
}
const read = (changes: Parameters<typeof sampleTables>[1]) => readRosterTables(sampleTables('1.1', changes));
const failure = (result: ReturnType<typeof readRosterFile>) => (result.ok ? 'none' : result.error);

describe('OneRoster 1.1', () => {
  const result = readRosterFile(zipped(sampleTables('1.1')));

  test('pupils with class, level by the school’s own name, and the other classes as groups', () => {
    expect(result).toMatchObject({ value: { format: 'oneroster' } });
    expect(
      rosterOf(result).pupils.map(({ displayName, className, level, groups }) => [
        displayName,
        className,
        level,
        groups,
      ]),
    ).toEqual([
      ['Zoé Grondin', 'CE1 A', 'CE1', ['Chorale']],
      ['Tom Payet', 'CE1 A', 'CE1', []],
      ['Léa Hoarau', 'CM1-CM2', 'CM1', ['Chorale']],
    ]);
    expect(rosterOf(result).classes.map(({ key, name, levels }) => [key, name, levels])).toEqual([
      ['c1', 'CE1 A', ['CE1']],
      ['c2', 'CM1-CM2', ['CM1']],
    ]);
  });

  test('what joins nothing, and a pupil of no class, are refused with table, line and reason', () => {
    expect(rosterOf(result).refused).toEqual([
      { file: 'enrollments.csv', line: 8, reason: 'unknown-class' },
      { file: 'enrollments.csv', line: 9, reason: 'unknown-user' },
      { file: 'users.csv', line: 5, reason: 'no-class' },
    ]);
  });

  test('neither ids, e-mail, telephone, password nor parents are kept', () => {
    const { dropped, ...kept } = rosterOf(result);
    expect(JSON.stringify(kept)).not.toMatch(/example\.org|0692|secret|INE0001|Corinne|zgrondin|u1/);
    expect(dropped).toContain('email');
    expect(dropped).toContain('password');
  });

  test('loose files and a zip of a folder say the same', () => {
    expect(readRosterTables(sampleTables('1.1'))).toEqual(result);
    expect(readRosterFile(zipped(sampleTables('1.1'), 'Export/'))).toEqual(result);
  });
});

test('OneRoster 1.2: roles in a table of their own, preferred names, quoted commas', () => {
  const roster = rosterOf(readRosterTables(sampleTables('1.2')));
  expect(roster.pupils.map(({ displayName, classKey, level }) => [displayName, classKey, level])).toEqual([
    ['Zoé De La Ravine', '6f9619ff-8b86-d011-b42d-00c04fc964ff', 'CE1'],
  ]);
  expect(roster.refused).toEqual([{ file: 'users.csv', line: 3, reason: 'no-class' }]);
});

describe('rows that give no pupil', () => {
  const CLASSES = 'sourcedId,title,grades,classType\nc1,CE1 A,02,homeroom\nc2,CE1 B,02,homeroom';
  const USERS = 'sourcedId,givenName,familyName,grades\n';
  const enrolled = (...pairs: [string, string][]) =>
    ['classSourcedId,userSourcedId,role', ...pairs.map(([one, user]) => `${one},${user},student`)].join('\n');
  const refusedOf = (users: string, enrolments: string, classes = CLASSES) =>
    rosterOf(read({ 'users.csv': USERS + users, 'enrollments.csv': enrolments, 'classes.csv': classes })).refused;

  test('two homerooms, one id twice, a formula in a name or in a class', () => {
    expect(refusedOf('u1,Lou,ROBERT,02', enrolled(['c1', 'u1'], ['c2', 'u1']))).toEqual([
      { file: 'users.csv', line: 2, reason: 'several-classes' },
    ]);
    expect(refusedOf('u1,Lou,ROBERT,02\nu1,Max,ROBERT,02', enrolled(['c1', 'u1'])).map(({ reason }) => reason)).toEqual(
      ['doubled-id', 'unknown-user'],
    );
    expect(refusedOf('u1,=1+1,ROBERT,02', enrolled(['c1', 'u1']))).toEqual([
      { file: 'users.csv', line: 2, reason: 'formula', column: 'givenName' },
    ]);
    expect(refusedOf('u1,Lou,ROBERT,02', enrolled(['c1', 'u1']), 'sourcedId,title\nc1,@SUM(A1)')).toEqual([
      { file: 'users.csv', line: 2, reason: 'formula', column: 'title' },
    ]);
  });

  test('a level comes from the pupil, else from a class of one level, else is missing', () => {
    const mixed = 'sourcedId,title,grades\nc1,CE,"02,03"';
    expect(refusedOf('u1,Lou,ROBERT,', enrolled(['c1', 'u1']), mixed)).toEqual([
      { file: 'users.csv', line: 2, reason: 'no-level', column: 'grades' },
    ]);
    const one = read({
      'users.csv': `${USERS}u1,Lou,ROBERT,`,
      'enrollments.csv': enrolled(['c1', 'u1']),
      'classes.csv': CLASSES,
    });
    expect(rosterOf(one).pupils[0]?.level).toBe('CE1');
  });
});

describe('exports that are not read', () => {
  test('tables or columns are missing: it says which', () => {
    expect(failure(read({ 'users.csv': undefined, 'enrollments.csv': undefined }))).toEqual({
      kind: 'not-a-oneroster-export',
      missing: ['users.csv', 'enrollments.csv'],
    });
    expect(failure(read({ 'classes.csv': 'sourcedId,name\nc1,CE1' }))).toEqual({
      kind: 'not-a-oneroster-export',
      missing: ['title'],
      file: 'classes.csv',
    });
  });

  test('only what changed since another export: whoever is absent has not left', () => {
    expect(failure(read({ 'manifest.csv': 'propertyName,value\nfile.users,delta' }))).toEqual({
      kind: 'oneroster-delta',
    });
  });

  test('several schools at once', () => {
    const classes = 'sourcedId,title,grades,classType,schoolSourcedId\nc1,CE1 A,02,homeroom,a\nc2,CM1,04,homeroom,b';
    expect(failure(read({ 'classes.csv': classes }))).toEqual({ kind: 'several-schools', schools: 2 });
  });

  test('one table alone is known for what it is', () => {
    for (const [name, bytes] of sampleTables('1.1')) {
      if (name === 'manifest.csv' || name === 'orgs.csv') continue;
      expect(failure(readRosterFile(bytes))).toEqual({ kind: 'one-table-alone', file: name });
    }
  });
});

describe('archives made to hurt', () => {
  test('torn, or no archive behind its first bytes', () => {
    const whole = zipped(sampleTables('1.1'));
    expect(failure(readRosterFile(whole.subarray(0, whole.length - 30)))).toEqual({ kind: 'bad-zip', why: 'broken' });
    expect(failure(readRosterFile(Uint8Array.of(0x50, 0x4b, 3, 4)))).toEqual({ kind: 'bad-zip', why: 'broken' });
  });

  test('more entries than a school’s software makes', () => {
    const many = Object.fromEntries(Array.from({ length: MAX_ZIP_ENTRIES + 1 }, (_, n) => [`${n}.txt`, strToU8('x')]));
    expect(failure(readRosterFile(zipSync(many)))).toEqual({ kind: 'bad-zip', why: 'too-many-entries' });
  });

  test('tables that unpack to more than a school has', () => {
    const bomb = zipSync({ 'users.csv': new Uint8Array(MAX_UNPACKED_BYTES + 1) });
    expect(bomb.byteLength).toBeLessThan(100_000);
    expect(failure(readRosterFile(bomb))).toEqual({ kind: 'bad-zip', why: 'too-big' });
  });

  test('a table that unpacks to more than it declares gives no more than that', () => {
    const bomb = zipSync({ 'users.csv': new Uint8Array(4_000_000).fill(0x41), 'classes.csv': strToU8('a') });
    const directory = bomb.lastIndexOf(0x75 /* u */) - 46;
    new DataView(bomb.buffer, bomb.byteOffset).setUint32(directory + 24, 10, true);
    expect(readRosterFile(bomb).ok).toBe(false);
  });

  test('one table twice: nobody knows which is meant', () => {
    const users = strToU8('sourcedId\nu1');
    expect(failure(readRosterFile(zipSync({ 'users.csv': users, 'a/users.csv': users })))).toEqual({
      kind: 'bad-zip',
      why: 'doubled',
    });
  });

  test('paths that climb are only names: nothing is written anywhere', () => {
    expect(failure(readRosterFile(zipSync({ '../../users.csv': strToU8('x') })))).toMatchObject({
      kind: 'not-a-oneroster-export',
    });
  });

  test('any bytes behind a zip’s beginning, and any damage to a good one, never throw', () => {
    const whole = zipped(sampleTables('1.1'));
    const damaged = fc
      .array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 12 })
      .map((changes) => {
        const bytes = whole.slice();
        for (const [at, value] of changes) bytes[at] = value;
        return bytes;
      });
    const junk = fc.uint8Array({ maxLength: 300 }).map((body) => Uint8Array.from([0x50, 0x4b, 3, 4, ...body]));
    fc.assert(
      fc.property(fc.oneof(damaged, junk), (bytes) => {
        const result = readRosterFile(bytes);
        if (!result.ok) return;
        for (const pupil of result.value.roster.pupils) {
          for (const kept of [pupil.firstName, pupil.lastName, pupil.className, pupil.level, ...pupil.groups]) {
            expect(kept).toMatch(/^[^=+\-@\p{Cc}\p{Cf}][^\p{Cc}\p{Cf}]*$/u);
            expect(kept.length).toBeLessThanOrEqual(MAX_CELL);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
