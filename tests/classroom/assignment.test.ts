import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  type Assignment,
  type Audience,
  ownerFor,
  ownersOf,
  readAssignment,
  writeAssignment,
} from '../../src/classroom/assignment.ts';
import type { Pupil, SchoolClass } from '../../src/classroom/class-document.ts';

const pupil = (id: string, firstName: string): Pupil => ({
  id,
  firstName,
  lastName: '',
  level: 'CE2',
  animal: 'gecko',
  colour: 'lagoon',
});
const CE2: SchoolClass = {
  id: 'ce2',
  name: 'CE2 A',
  level: 'CE2',
  pupils: [pupil('awa', 'Awa'), pupil('leo', 'Léo'), pupil('noe', 'Noé')],
  groups: [{ id: 'tortues', name: 'Les tortues', pupils: ['awa', 'leo'] }],
  teachers: [],
};
const fields = (audience: Audience) => ({
  class: 'ce2',
  lesson: 'tortue',
  audience,
  by: 'sylviane',
  handedOutAt: 1,
  closed: false,
});
const handedTo = (audience: Audience): Assignment => ({ id: 'a1', ...fields(audience) });

describe('who has a work of their own', () => {
  test('for the class: each pupil', () => {
    expect(ownersOf(handedTo({ kind: 'class' }), CE2).map(({ id, pupils }) => [id, pupils])).toEqual([
      ['awa', ['awa']],
      ['leo', ['leo']],
      ['noe', ['noe']],
    ]);
  });

  test('for a group: the one group, whose members share it; the others have none', () => {
    const assignment = handedTo({ kind: 'group', group: 'tortues' });
    expect(ownersOf(assignment, CE2)).toMatchObject([{ id: 'tortues', name: 'Les tortues', pupils: ['awa', 'leo'] }]);
    expect(ownerFor('leo', assignment, CE2)?.id).toBe('tortues');
    expect(ownerFor('noe', assignment, CE2)).toBeUndefined();
  });

  test('for a pupil: that pupil alone', () => {
    const assignment = handedTo({ kind: 'pupil', pupil: 'noe' });
    expect(ownersOf(assignment, CE2).map(({ id }) => id)).toEqual(['noe']);
    expect(ownerFor('awa', assignment, CE2)).toBeUndefined();
  });

  test('for a group or a pupil that the class does not know: nobody', () => {
    expect(ownersOf(handedTo({ kind: 'group', group: 'gone' }), CE2)).toEqual([]);
    expect(ownersOf(handedTo({ kind: 'pupil', pupil: 'gone' }), CE2)).toEqual([]);
    expect(ownerFor('gone', handedTo({ kind: 'class' }), CE2)).toBeUndefined();
  });
});

describe('an assignment document', () => {
  test('what is written is read back; the id is the document’s, whatever it says inside', () => {
    const doc = new Y.Doc();
    writeAssignment(doc, fields({ kind: 'group', group: 'tortues' }));
    doc.getMap('assignment').set('id', 'another');
    expect(readAssignment('a1', doc)).toEqual(handedTo({ kind: 'group', group: 'tortues' }));
  });

  test('half filled, it is not one yet', () => {
    const doc = new Y.Doc();
    expect(readAssignment('a1', doc)).toBeUndefined();
    doc.getMap('assignment').set('class', 'ce2');
    expect(readAssignment('a1', doc)).toBeUndefined();
  });

  test.each([1e300, Infinity, -1, NaN, '1'])('%j is no time that a screen can show', (handedOutAt) => {
    const doc = new Y.Doc();
    writeAssignment(doc, fields({ kind: 'class' }));
    doc.getMap('assignment').set('handedOutAt', handedOutAt);
    expect(readAssignment('a1', doc)).toBeUndefined();
  });
});
