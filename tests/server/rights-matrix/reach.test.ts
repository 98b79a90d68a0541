import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { writeAssignment } from '../../../src/classroom/assignment.ts';
import { erasePupil, writeClass } from '../../../src/classroom/class-document.ts';
import { SchoolNode } from '../../support/school-node.ts';
import type { StrangerClient } from '../../support/stranger-client.ts';
import { fillTwoClasses, forAll, lessonOf, pupilOf, teacherOf } from '../../support/two-classes.ts';

/* Nobody widens their own reach by what they write. */

let node: SchoolNode;
let teacher: StrangerClient;

beforeAll(async () => {
  node = await SchoolNode.start();
  await fillTwoClasses(node);
  node.adult(teacherOf('here'), 'teacher', ['here']);
  teacher = node.device({ role: 'teacher', classes: ['here'], account: teacherOf('here') });
  await teacher.pull();
}, 60_000);

afterAll(() => node.close());

/** What the node says to this edit, made by somebody who has the document as `source` has it. */
async function say(
  device: StrangerClient,
  doc: string,
  author: string,
  change: (ydoc: Y.Doc) => void,
  source?: StrangerClient,
): Promise<string> {
  if (source) Y.applyUpdate(device.document(doc), Y.encodeStateAsUpdate(source.document(doc)));
  const { s, why } = (await device.write(doc, author, change)) as { s: string; why?: string };
  return why ?? s;
}

const handOut = (to: 'here' | 'there') => (doc: Y.Doc) =>
  writeAssignment(doc, {
    ...{ class: to, lesson: lessonOf('here'), audience: { kind: 'class' } },
    ...{ by: teacherOf('here'), handedOutAt: 0, closed: false },
  });
const ownClass = (teachers: readonly { id: string; name: string }[]) => (doc: Y.Doc) =>
  writeClass(doc, { name: 'CE2', level: 'CE2', pupils: [], groups: [], teachers });

describe('a teacher', () => {
  const me = teacherOf('here');

  test('hands out to no other class, and moves no activity into one', async () => {
    expect(await say(teacher, 'assignment/new', me, handOut('there'))).toBe('no-right');
    expect(await say(teacher, `assignment/${forAll('here')}`, me, handOut('there'))).toBe('no-right');
  });

  test('takes no activity of another class into their own', async () => {
    expect(await say(teacher, `assignment/${forAll('there')}`, me, handOut('here'))).toBe('no-right');
  });

  test('makes no class, and puts themself into no other', async () => {
    expect(await say(teacher, 'class/mine', me, ownClass([{ id: me, name: 'Moi' }]))).toBe('no-right');
    expect(await say(teacher, 'class/there', me, ownClass([{ id: me, name: 'Moi' }]))).toBe('no-right');
  });

  test('erases no pupil: that is the head’s to order', async () => {
    const before = Y.encodeStateVector(teacher.document('class/here'));
    expect(await say(teacher, 'class/here', me, (doc) => erasePupil(doc, pupilOf('here', 3), 'x'))).toBe('no-right');
    teacher.documents.delete('class/here');
    teacher.cursor = null;
    await teacher.pull();
    expect(Y.encodeStateVector(teacher.document('class/here'))).toEqual(before);
  });

  test('who is something else by now writes nothing, though the class still lists them', async () => {
    node.adult('there-teacher', 'parent');
    const device = node.device({ role: 'teacher', classes: ['there'], account: 'there-teacher' });
    expect(await say(device, 'feedback/there-all/there-1', 'there-teacher', (doc) => doc.getMap('x').set('y', 1))).toBe(
      'no-right',
    );
    await device.pull();
    expect(
      [...device.documents.keys()].filter(
        (doc) => device.document(doc).store.clients.size > 0 && !doc.startsWith('feedback/'),
      ),
    ).toEqual([]);
  });
});

describe('a trolley of one class', () => {
  test('changes no list of another, and has nobody erased there, in whosoever’s name', async () => {
    node.adult('directrice', 'head');
    const head = node.device({ role: 'teacher', classes: ['here'], account: 'directrice' });
    await head.pull();
    const hub = node.device({ role: 'hub', classes: ['here'] });
    await hub.pull();
    for (const author of ['directrice', 'school', 'there-teacher']) {
      const erase = (doc: Y.Doc) => erasePupil(doc, pupilOf('there', 1), `by ${author}`);
      expect(await say(hub, 'class/there', author, erase, head), author).toBe('no-right');
    }
  });
});

describe('a tablet', () => {
  test('is a pupil’s, whoever’s name it gives: no list, no activity, no feedback, no lesson', async () => {
    const tablet = node.device({ role: 'tablet', classes: ['here'] });
    await tablet.pull();
    const touch = (doc: Y.Doc): void => void doc.getMap('x').set('y', 1);
    for (const author of [teacherOf('here'), 'directrice', 'school', pupilOf('here', 1)]) {
      for (const doc of ['class/here', `assignment/${forAll('here')}`, 'feedback/here-all/here-1', 'lesson/new']) {
        expect(await say(tablet, doc, author, touch), `${author} ${doc}`).toBe('no-right');
      }
    }
  });
});
