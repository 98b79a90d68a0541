import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  chooseIdleMinutes,
  erasePupil,
  giveCard,
  giveCode,
  readClass,
  type SchoolClass,
  takeCard,
  writeClass,
} from '../../src/classroom/class-document.ts';
import { forgetEntries, speaksOf } from '../../src/classroom/erased-entries.ts';

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

  test('a class chooses after how many minutes a tablet goes back to the faces, within bounds', () => {
    const doc = classDoc();
    expect(readClass('ce2', doc)).not.toHaveProperty('idleMinutes');
    chooseIdleMinutes(doc, 5);
    expect(readClass('ce2', doc)?.idleMinutes).toBe(5);
    chooseIdleMinutes(doc, 240);
    expect(readClass('ce2', doc)?.idleMinutes).toBe(5);
    for (const junk of [0, -1, 1.5, Infinity, '10', null]) {
      doc.getMap('tablets').set('idleMinutes', junk);
      expect(readClass('ce2', doc)).not.toHaveProperty('idleMinutes');
    }
  });

  describe('codes and cards', () => {
    const code = { salt: 'sel', hash: 'nouveau', rounds: 1 };
    const find = (doc: Y.Doc, id: string) => readClass('ce2', doc)?.pupils.find((one) => one.id === id);

    test('a new code takes the place of the one in the list, and a later import does not bring that back', () => {
      const listed = CE2.pupils.map((one) => ({ ...one, code: { ...code, hash: 'ancien' } }));
      const doc = new Y.Doc();
      writeClass(doc, { ...CE2, pupils: listed });
      giveCode(doc, 'p1', code);
      expect(find(doc, 'p1')?.code).toEqual(code);
      writeClass(doc, { ...CE2, pupils: listed.map((one) => ({ ...one, level: 'CM1' })) });
      expect(find(doc, 'p1')).toMatchObject({ level: 'CM1', code });
      expect(find(doc, 'p2')?.code?.hash).toBe('ancien');
    });

    test('a reset and an import made apart both stand, in whatever order they meet', () => {
      const here = classDoc();
      const there = new Y.Doc();
      Y.applyUpdate(there, Y.encodeStateAsUpdate(here));
      giveCode(here, 'p1', code);
      writeClass(there, { ...CE2, pupils: [pupil('p1', 'Élise', 'Grondin')] });
      const [a, b] = [Y.encodeStateAsUpdate(here), Y.encodeStateAsUpdate(there)];
      Y.applyUpdate(here, b);
      Y.applyUpdate(there, a);
      for (const doc of [here, there]) expect(find(doc, 'p1')).toMatchObject({ lastName: 'Grondin', code });
    });

    test('a card is given, replaced, and taken back', () => {
      const doc = classDoc();
      giveCard(doc, 'p1', 'carte-1');
      expect(find(doc, 'p1')?.card).toBe('carte-1');
      giveCard(doc, 'p1', 'carte-2');
      expect(find(doc, 'p1')?.card).toBe('carte-2');
      takeCard(doc, 'p1');
      expect(find(doc, 'p1')).not.toHaveProperty('card');
    });

    test('what is written is read back, so that a class may be written as it was read', () => {
      const doc = classDoc();
      giveCode(doc, 'p1', code);
      giveCard(doc, 'p2', 'carte');
      const copy = new Y.Doc();
      writeClass(copy, readClass('ce2', doc)!);
      expect(readClass('ce2', copy)).toEqual(readClass('ce2', doc));
    });

    test('they go with an erased pupil, also out of the document’s memory', () => {
      const doc = new Y.Doc({ gc: false });
      writeClass(doc, CE2);
      giveCode(doc, 'p1', { ...code, hash: 'premier' });
      giveCode(doc, 'p1', code);
      giveCard(doc, 'p1', 'carte');
      erasePupil(doc, 'p1', 'e1');
      expect(speaksOf(doc, 'p1')).toBe(true);
      forgetEntries(doc, 'p1');
      expect(speaksOf(doc, 'p1')).toBe(false);
      const bytes = Buffer.from(Y.encodeStateAsUpdate(doc)).toString('latin1');
      for (const word of ['premier', 'nouveau', 'carte']) expect(bytes).not.toContain(word);
    });
  });
});
