import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { readClass, type SchoolClass, writeClass } from '../../src/classroom/class-document.ts';

const pupil = (id: string, firstName: string, lastName: string) => ({
  id,
  firstName,
  lastName,
  level: 'CE2',
  animal: 'gecko',
  colour: 'lagoon',
});
const CE2: Omit<SchoolClass, 'id'> = {
  name: 'CE2 A',
  level: 'CE2',
  pupils: [pupil('p1', 'Élise', 'Payet'), pupil('p2', 'Awa', 'Diallo'), pupil('p3', 'Zoé', 'Abel')],
  groups: [{ id: 'g1', name: 'Les tortues', pupils: ['p1', 'p2'] }],
  teachers: [{ id: 't1', name: 'Sylviane Robert' }],
};

function classDoc(): Y.Doc {
  const doc = new Y.Doc();
  writeClass(doc, CE2);
  return doc;
}

describe('a class document', () => {
  test('what is written is read back, pupils by first name as a French reader sorts them', () => {
    const read = readClass('ce2', classDoc());
    expect(read).toMatchObject({ id: 'ce2', name: 'CE2 A', groups: CE2.groups, teachers: CE2.teachers });
    expect(read?.pupils.map(({ firstName }) => firstName)).toEqual(['Awa', 'Élise', 'Zoé']);
  });

  test('writing the same again writes nothing, so that a school may import each day', () => {
    const doc = classDoc();
    let updates = 0;
    doc.on('update', () => (updates += 1));
    writeClass(doc, CE2);
    writeClass(doc, { ...CE2, pupils: CE2.pupils.map((one) => ({ ...one })) });
    expect(updates).toBe(0);
    writeClass(doc, { ...CE2, pupils: [pupil('p1', 'Élise', 'Grondin')] });
    expect(updates).toBe(1);
    expect(readClass('ce2', doc)?.pupils).toHaveLength(3);
  });

  test('what is not of its shape is left out, and the rest stands', () => {
    const doc = classDoc();
    doc.getMap('pupils').set('p4', { id: 'p4', firstName: 'sans nom' });
    doc.getMap('pupils').set('p5', 'not a pupil');
    doc.getMap('groups').set('g2', { id: 'g2', name: 'x'.repeat(1000), pupils: [] });
    expect(readClass('ce2', doc)?.pupils).toHaveLength(3);
    expect(readClass('ce2', doc)?.groups).toHaveLength(1);
  });

  test('no two pupils of one id: an entry stands under its own id only', () => {
    const doc = classDoc();
    doc.getMap('pupils').set('elsewhere', pupil('p1', 'Double', 'Payet'));
    expect(
      readClass('ce2', doc)
        ?.pupils.map(({ id }) => id)
        .sort(),
    ).toEqual(['p1', 'p2', 'p3']);
  });

  test('without a name it is not a class yet', () => {
    expect(readClass('ce2', new Y.Doc())).toBeUndefined();
  });
});
