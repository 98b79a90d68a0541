import { expect, test } from 'vitest';
import { french } from '../../src/ui/words/french.ts';
import { plural } from '../../src/ui/words/plural.ts';
import { Words } from '../../src/ui/words/words.svelte.ts';

test('French typography keeps its signs with their words, also in what is made of values', () => {
  const say = french({
    who: 'Qui es-tu ?',
    said: (name: string) => `« ${name} » !`,
    deep: { tablet: 'tablette n° 7' },
  });
  expect(say.who).toBe('Qui es-tu\u00a0?');
  expect(say.said('Awa')).toBe('«\u00a0Awa\u00a0»\u00a0!');
  expect(say.deep.tablet).toBe('tablette n°\u00a07');
});

test('each language counts in its own way', () => {
  expect([0, 1, 2].map((count) => plural('fr', count, { one: '# élève', other: '# élèves' }))).toEqual([
    '0 élève',
    '1 élève',
    '2 élèves',
  ]);
  expect(plural('en', 0, { one: '# pupil', other: '# pupils' })).toBe('0 pupils');
});

test('the language that was chosen is there at the next start; an unknown one is not', () => {
  const kept = new Map<string, string>();
  const keep = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  new Words(keep).speak('en');
  expect(new Words(keep).language).toBe('en');
  for (const key of kept.keys()) kept.set(key, 'klingon');
  expect(new Words(keep).language).toBe('fr');
});
