import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readOnde } from '../../../src/classroom/roster/read-onde.ts';
import {
  MAX_CELL,
  MAX_GROUPS,
  MAX_ROSTER_BYTES,
  MAX_ROSTER_ROWS,
  type Roster,
} from '../../../src/classroom/roster/roster.ts';

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/onde/${name}.csv`, import.meta.url));
const bytesOf = (text: string) => new TextEncoder().encode(text);
const HEADER = "Nom élève;Nom d'usage élève;Prénom élève;Niveau;Libellé classe;Identifiant classe;Regroupement(s)";
const readRows = (...rows: string[]) => readOnde(bytesOf([HEADER, ...rows].join('\n')));

function rosterOf(result: ReturnType<typeof readOnde>): Roster {
  if (!result.ok) throw new Error(`no roster: ${JSON.stringify(result.error)}`);
  return result.value;
}

describe('the three forms of the pupils’ export', () => {
  test('form A: quoted, windows-1252, CRLF, « Classe » without an id', () => {
    const roster = rosterOf(readOnde(fixture('form-a')));
    expect(roster.pupils.map((pupil) => `${pupil.firstName} ${pupil.lastName}`)).toEqual([
      'Zoé GRONDIN',
      'Noël ŒUVRARD',
      'Anaïs LE GOFF',
      'Ibrahim PAYET',
    ]);
    expect(roster.classes).toEqual([
      { key: 'ce1-bleu', name: 'CE1 bleu', levels: ['CE1'], pupils: 2 },
      { key: 'cm1-cm2', name: 'CM1-CM2', levels: ['CM1', 'CM2'], pupils: 2 },
    ]);
    expect(roster.refused).toEqual([]);
  });

  test('form B: UTF-8 with its mark, class ids, a blank line, a footer, homonyms across classes', () => {
    const roster = rosterOf(readOnde(fixture('form-b')));
    expect(roster.classes.map(({ key, name, pupils }) => [key, name, pupils])).toEqual([
      ['123456', 'CE2 A', 2],
      ['123457', 'CM1 B', 1],
    ]);
    expect(roster.footerLines).toEqual([6]);
    expect(roster.refused).toEqual([]);
    expect(roster.homonyms).toEqual([{ name: 'Léa Hoarau', classKeys: ['123456', '123457'], lines: [2, 3] }]);
  });

  test('form C: UTF-8 without its mark, LF, a curly apostrophe in a header, groups', () => {
    const roster = rosterOf(readOnde(fixture('form-c')));
    expect(roster.pupils.map((pupil) => pupil.groups)).toEqual([['Chorale', 'Natation'], ['Natation'], []]);
    expect(roster.dropped).toContain('Dispositif(s)');
  });
});

describe('what is kept of a pupil', () => {
  test('name, class, level and groups; birth date, sex, INE and address leave nothing behind', () => {
    for (const form of ['form-a', 'form-b', 'form-c']) {
      const roster = rosterOf(readOnde(fixture(form)));
      for (const pupil of roster.pupils) {
        expect(Object.keys(pupil).sort()).toEqual(
          ['className', 'classKey', 'displayName', 'firstName', 'groups', 'lastName', 'level'].sort(),
        );
      }
      expect(JSON.stringify(roster)).not.toMatch(/201\d|Lataniers|97400|123456789AB/);
    }
  });

  test('the columns that are dropped are named, so that a person can be told', () => {
    expect(rosterOf(readOnde(fixture('form-b'))).dropped).toEqual([
      'Date naissance',
      'Sexe',
      'INE',
      'Adresse1',
      'Cp1',
      'Cycle',
      'Attestation fournie',
    ]);
  });

  test('headers in another order, in capitals, with odd spaces and a second byte order mark', () => {
    const text = '\uFEFF\uFEFF PRE NOM ELEVE ;niveau;\u00A0CLASSE;NOM ÉLÈVE\nLou;CP;CP A;ROBERT';
    expect(rosterOf(readOnde(bytesOf(text))).pupils[0]).toMatchObject({ firstName: 'Lou', lastName: 'ROBERT' });
  });

  test('an accent written as two characters is the same accent', () => {
    expect(rosterOf(readRows('BÈGUE;;Zoe\u0301;CP;CP;1')).pupils[0]?.firstName).toBe('Zoé');
  });

  test('an id of the class that is no id of ours gives way to the name', () => {
    expect(rosterOf(readRows('BÈGUE;;Zoé;CP;CP Été;12/34')).pupils[0]?.classKey).toBe('cp-ete');
  });

  test('two pupils of one name in one class are two pupils, flagged', () => {
    const roster = rosterOf(readRows('BÈGUE;;Zoé;CP;CP;1', 'Begue;;ZOE;CP;CP;1'));
    expect(roster.pupils).toHaveLength(2);
    expect(roster.homonyms).toEqual([{ name: 'Zoé Bègue', classKeys: ['1'], lines: [2, 3] }]);
  });
});

describe('rows that give no pupil', () => {
  test('each is refused by itself, with its line, its reason and its column, and nothing of what it held', () => {
    const roster = rosterOf(readOnde(fixture('traps')));
    expect(roster.pupils.map((pupil) => pupil.firstName)).toEqual(['Lou', 'Ugo']);
    expect(roster.refused).toEqual([
      { line: 3, reason: 'broken-quotes' },
      { line: 4, reason: 'no-first-name', column: 'Prénom élève' },
      { line: 5, reason: 'no-last-name', column: 'Nom élève' },
      { line: 6, reason: 'no-class', column: 'Libellé classe' },
      { line: 7, reason: 'no-level', column: 'Niveau' },
      { line: 8, reason: 'formula', column: 'Nom élève' },
      { line: 9, reason: 'too-many-cells' },
      { line: 10, reason: 'too-long', column: 'Prénom élève' },
      { line: 11, reason: 'bad-character', column: 'Prénom élève' },
      { line: 12, reason: 'no-first-name', column: 'Prénom élève' },
    ]);
  });

  test.each(['=A1', '+33', '-1', '@SUM(A1)', '＝A1', '\u00A0=A1', '"=A1"'])('%j is a formula, no name', (cell) => {
    expect(rosterOf(readRows(`${cell};;Lou;CP;CP;1`)).refused).toEqual([
      { line: 2, reason: 'formula', column: 'Nom élève' },
    ]);
  });

  test('a formula hidden behind a harmless group is found', () => {
    expect(rosterOf(readRows('A;;Lou;CP;CP;1;"Chorale, =A1"')).refused[0]?.reason).toBe('formula');
  });

  test('a quote left open costs its own line, never the pupils below', () => {
    const roster = rosterOf(readRows('A;;"Lou;CP;CP;1', 'B;;Max;CP;CP;1', 'C;;Zoé";CP;CP;1', 'D;;Tom;CP;CP;1'));
    expect(roster.pupils.map((pupil) => pupil.firstName)).toEqual(['Max', 'Tom']);
    expect(roster.refused.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'broken-quotes'],
      [4, 'broken-quotes'],
    ]);
  });

  test('a class whose name gives no id is refused rather than mixed with another', () => {
    expect(rosterOf(readRows('A;;Lou;CP;★;')).refused[0]?.reason).toBe('no-class');
  });

  test('a file cut in the middle of its last line loses that line alone, and says which', () => {
    const roster = rosterOf(readRows('A;;Lou;CP;CP;1', 'B;;Ma'));
    expect(roster.pupils).toHaveLength(1);
    expect(roster.refused).toEqual([{ line: 3, reason: 'no-class', column: 'Libellé classe' }]);
  });
});

describe('files that are no pupils’ export', () => {
  test('the parents’ and the teachers’ exports are recognised and named', () => {
    expect(readOnde(fixture('responsables'))).toMatchObject({
      error: { kind: 'not-an-onde-export', looksLike: 'responsables' },
    });
    expect(readOnde(fixture('enseignants'))).toMatchObject({
      error: { kind: 'not-an-onde-export', looksLike: 'enseignants' },
    });
  });

  test('says which headers are missing, as ONDE spells them', () => {
    expect(readOnde(bytesOf('Nom élève;Prénom élève\nA;B'))).toEqual({
      ok: false,
      error: { kind: 'not-an-onde-export', missing: ['Niveau', 'Libellé classe'] },
    });
  });

  test.each([
    ['nothing', ''],
    ['blank lines', '\r\n\r\n;;;\n'],
    ['a header alone', HEADER],
    ['a header and a footer', `${HEADER}\nNombre d'élèves : 0;;;;`],
  ])('%s is empty', (_, text) => {
    expect(readOnde(bytesOf(text))).toEqual({ ok: false, error: { kind: 'empty' } });
  });

  test('an archive, a picture or UTF-16 is no CSV', () => {
    for (const bytes of [[0x50, 0x4b, 3, 4, 0, 0], [...Buffer.from(`\uFEFF${HEADER}`, 'utf16le')]]) {
      expect(readOnde(Uint8Array.from(bytes))).toEqual({ ok: false, error: { kind: 'not-a-csv', why: 'binary' } });
    }
  });

  test('a text without semicolons, or whose first line is broken, is no CSV', () => {
    for (const text of ['Bonjour,\nvoici la liste.', 'nom,prénom,classe\nA,B,CP', '"Nom élève;Niveau\nA;CP']) {
      expect(readOnde(bytesOf(text))).toEqual({ ok: false, error: { kind: 'not-a-csv', why: 'no-semicolon' } });
    }
  });

  test('one byte over the cap is refused unread; at the cap it is read', () => {
    const atCap = new Uint8Array(MAX_ROSTER_BYTES).fill(0x20);
    atCap.set(bytesOf(`${HEADER}\nA;;Lou;CP;CP;1\n`));
    expect(rosterOf(readOnde(atCap)).pupils).toHaveLength(1);
    expect(readOnde(new Uint8Array(MAX_ROSTER_BYTES + 1))).toEqual({
      ok: false,
      error: { kind: 'too-big', unit: 'bytes', max: MAX_ROSTER_BYTES },
    });
  });

  test('more lines than any school has are refused whole, not cut short', () => {
    const rows = Array.from({ length: MAX_ROSTER_ROWS + 1 }, (_, index) => `A;;L${index};CP;CP;1`);
    expect(readRows(...rows)).toEqual({ ok: false, error: { kind: 'too-big', unit: 'rows', max: MAX_ROSTER_ROWS } });
    expect(rosterOf(readRows(...rows.slice(1))).pupils).toHaveLength(MAX_ROSTER_ROWS);
  });
});

describe('any bytes', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.constantFrom('', 'CP', 'Léa', '"', '""', '"a', 'a"', '=1', '\u202e', 'a,b,c', '\t', '"x;y"'),
  );
  const row = fc.array(cell, { maxLength: 10 }).map((cells) => cells.join(';'));
  const text = fc.tuple(fc.boolean(), fc.array(row, { maxLength: 8 }), fc.constantFrom('\n', '\r\n', '\r'));
  const hostile = fc.oneof(
    fc.uint8Array({ maxLength: 600 }),
    text.map(([withHeader, rows, end]) => bytesOf([...(withHeader ? [HEADER] : []), ...rows].join(end))),
    text.map(([, rows, end]) => new Uint8Array(Buffer.from([HEADER, ...rows].join(end), 'latin1'))),
  );

  test('never throw; what is kept holds the caps and can be shown', () => {
    fc.assert(
      fc.property(hostile, (bytes) => {
        const result = readOnde(bytes);
        if (!result.ok) return;
        const { pupils, classes, refused } = result.value;
        expect(pupils.length + refused.length).toBeGreaterThan(0);
        expect(classes.reduce((sum, one) => sum + one.pupils, 0)).toBe(pupils.length);
        for (const pupil of pupils) {
          for (const kept of [pupil.firstName, pupil.lastName, pupil.className, pupil.level, ...pupil.groups]) {
            expect(kept).toMatch(/^[^=+\-@\p{Cc}\p{Cf}][^\p{Cc}\p{Cf}]*$/u);
            expect(kept.length).toBeLessThanOrEqual(MAX_CELL);
          }
          expect(pupil.groups.length).toBeLessThanOrEqual(MAX_GROUPS);
          expect(pupil.classKey).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('any names that are names come back as they were written', () => {
    const name = fc.stringMatching(/^[A-Za-zÀ-ÖØ-öø-ÿ][A-Za-zÀ-ÖØ-öø-ÿ '-]{0,20}[a-zéï]$/);
    fc.assert(
      fc.property(name, name, (firstName, lastName) => {
        const quoted = `"${lastName}";"";"${firstName}";"CP";"CP";"1"`;
        for (const encoding of ['utf8', 'latin1'] as const) {
          const roster = rosterOf(readOnde(Buffer.from(`${HEADER}\r\n${quoted}`, encoding)));
          expect(roster.pupils).toMatchObject([{ firstName, lastName }]);
        }
      }),
    );
  });

  test('two megabytes of separators or of quotes end soon', () => {
    for (const filler of [0x3b, 0x22, 0x41]) {
      const bytes = new Uint8Array(MAX_ROSTER_BYTES).fill(filler);
      bytes.set(bytesOf(`${HEADER}\nA;;Lou;CP;CP;1\nB`));
      const { refused, footerLines, pupils } = rosterOf(readOnde(bytes));
      expect([pupils.length, refused.length + footerLines.length]).toEqual([1, 1]);
    }
  }, 20_000);
});
