import { describe, expect, test } from 'vitest';
import { compareLevels, cycleOf } from '../../../src/classroom/roster/levels.ts';
import { classKeyOf, displayName, foldName, properCase } from '../../../src/classroom/roster/names.ts';

describe('names as a child reads them', () => {
  test.each([
    ['HOARAU', 'Hoarau'],
    ["D'AMICO", "D'Amico"],
    ['D’AMICO', 'D’Amico'],
    ['VALIER-BRASIER', 'Valier-Brasier'],
    ['LE COQ', 'Le Coq'],
    ['ÉLÉONORE', 'Éléonore'],
    ['de La Tour', 'de La Tour'],
    ['McKay', 'McKay'],
  ])('%s is shown as %s', (given, shown) => expect(properCase(given)).toBe(shown));

  test('first name before surname', () => expect(displayName('MARIE-LOU', "N'DIAYE")).toBe("Marie-Lou N'Diaye"));

  test('what a person would take for one name is one', () => {
    expect(foldName("N'DIAYE")).toBe(foldName('N’Diaye'));
    expect(foldName('Anne-Laure')).toBe(foldName('ANNE LAURE'));
    expect(foldName('Léa')).not.toBe(foldName('Léo'));
    expect(foldName('李')).not.toBe('');
  });
});

describe('classes and levels', () => {
  test('a class’s key is fit to be an id', () => {
    expect(classKeyOf(' CE2 A ')).toBe('ce2-a');
    expect(classKeyOf('CM1/CM2 – Été')).toBe('cm1-cm2-ete');
    expect(classKeyOf('★')).toBe('');
  });

  test('the cycle follows from the level, whatever the file’s own column says', () => {
    expect(['GS', 'CP', 'CE2', 'CM1', '6e', '6ème', 'ULIS'].map(cycleOf)).toEqual([1, 2, 2, 3, 3, 3, undefined]);
  });

  test('levels come in the order of the years, then what is no year', () => {
    expect(['ULIS', 'CM2', 'CE1', 'GS', 'CLIS', 'CP'].sort(compareLevels)).toEqual([
      'GS',
      'CP',
      'CE1',
      'CM2',
      'CLIS',
      'ULIS',
    ]);
  });
});
