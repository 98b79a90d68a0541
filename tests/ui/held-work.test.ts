import { expect, test } from 'vitest';
import { heldElsewhere, heldHere, heldWorks, type Known } from '../../src/ui/held/held-work.ts';
import { LESSON, sampleClass } from '../support/sample-classroom.ts';

const known: Known = {
  classes: [{ id: 'ce2', ...(await sampleClass()) }],
  assignments: [
    {
      id: 'a1',
      class: 'ce2',
      lesson: 'tortue',
      audience: { kind: 'class' },
      by: 'hoarau',
      handedOutAt: 0,
      closed: false,
    },
  ],
  lessons: [{ id: 'tortue', ...LESSON }],
};
const told = { doc: 'work/a1/leo', author: 'leo', why: 'too-big', rows: 3, bytes: 9, device: 't7', number: 7 };

test('[S9] a held work is named as a teacher knows it: whose, of which lesson, where', () => {
  expect(heldWorks(heldElsewhere([told]), known)).toMatchObject([
    { who: 'Léo', title: 'La tortue verte', why: 'size', place: { at: 'tablet', number: 7 } },
  ]);
});

test('one person’s work on one device is one, whatever the reasons; on two devices it is two', () => {
  const works = heldWorks(
    heldElsewhere([told, { ...told, why: 'no-right' }, { ...told, device: 't8', number: 8 }]),
    known,
  );
  expect(works.map(({ place, why }) => [place, why])).toEqual([
    [{ at: 'tablet', number: 7 }, 'size'],
    [{ at: 'tablet', number: 8 }, 'size'],
  ]);
});

test('what the trolley, a laptop or this device holds is told apart', () => {
  const row = { doc: 'lesson/tortue', author: 'hoarau' };
  const here = heldHere([{ row, reason: 'gone' } as never]);
  const works = heldWorks(
    [
      ...here,
      ...heldElsewhere([
        { ...told, device: '' },
        { ...told, number: 0 },
      ]),
    ],
    known,
  );
  expect(works.map(({ place, title, why }) => [place.at, title, why])).toEqual([
    ['here', 'La tortue verte', 'gone'],
    ['trolley', 'La tortue verte', 'size'],
    ['elsewhere', 'La tortue verte', 'size'],
  ]);
});

test('[S9] what a disk has damaged is no refusal', () => {
  for (const why of ['damaged', 'damaged-copy'])
    expect(heldWorks(heldElsewhere([{ ...told, why }]), known)).toMatchObject([{ who: 'Léo', why: 'damaged' }]);
});

test('what no class here knows is still told, and so is a reason of a newer trolley', () => {
  expect(heldWorks(heldElsewhere([{ ...told, doc: 'so what', author: 'x', why: 'too-odd' }]), known)).toMatchObject([
    { who: undefined, title: undefined, why: 'other' },
  ]);
});
