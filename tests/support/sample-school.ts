import * as Y from 'yjs';
import { writeAssignment } from '../../src/classroom/assignment.ts';
import { writeClass } from '../../src/classroom/class-document.ts';
import { assignmentDocument, classDocument, lessonDocument, workDocument } from '../../src/classroom/document-id.ts';
import { writeLesson } from '../../src/classroom/lesson.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/limits.ts';
import type { Push } from '../../src/protocol/messages.ts';
import { type Principal, SCHOOL_ACCOUNT } from '../../src/sync/access.ts';
import { Device, type TestNode } from './town.ts';

export const CLASS = 'ce2a';
export const LESSON = 'tortue';
export const ASSIGNMENT = 'a1';
export const GROUP_ASSIGNMENT = 'a2';
export const GROUP = 'ilot';
export const TEACHER = 'mme-payet';
export const PUPILS = ['awa', 'ben', 'chloe', 'dimitri', 'elsa'];

export const workOf = (pupil: string): string => workDocument(ASSIGNMENT, pupil);
export const GROUP_WORK = workDocument(GROUP_ASSIGNMENT, GROUP);

const SCHOOL: Principal = { device: 'school', role: 'node', classes: [], account: SCHOOL_ACCOUNT };

function push(doc: string, fill: (ydoc: Y.Doc) => void): Push {
  const ydoc = new Y.Doc({ gc: false });
  fill(ydoc);
  return { doc, update: Y.encodeStateAsUpdate(ydoc), author: SCHOOL_ACCOUNT, device: SCHOOL.device };
}

/** A class of five with a group of two, a lesson, and that lesson handed out to the class and to the group. */
export async function fillSchool(node: TestNode): Promise<void> {
  const pupil = (id: string) => ({
    id,
    firstName: id,
    lastName: 'Hoarau',
    level: 'CE2',
    animal: 'gecko',
    colour: 'leaf',
  });
  const roster = push(classDocument(CLASS), (ydoc) =>
    writeClass(ydoc, {
      name: 'CE2 A',
      level: 'CE2',
      pupils: PUPILS.map(pupil),
      groups: [{ id: GROUP, name: 'Îlot', pupils: ['awa', 'ben'] }],
      teachers: [{ id: TEACHER, name: 'Mme Payet' }],
    }),
  );
  const lesson = push(lessonDocument(LESSON), (ydoc) =>
    writeLesson(ydoc, {
      title: 'La tortue',
      subject: 'Sciences',
      level: 'CE2',
      steps: [{ id: 'ecrire', kind: 'write', title: 'Écris', instruction: 'Raconte.' }],
    }),
  );
  const given = (id: string, audience: { kind: 'class' } | { kind: 'group'; group: string }): Push =>
    push(assignmentDocument(id), (ydoc) =>
      writeAssignment(ydoc, { class: CLASS, lesson: LESSON, audience, by: TEACHER, handedOutAt: 0, closed: false }),
    );
  const pushes = [
    roster,
    lesson,
    given(ASSIGNMENT, { kind: 'class' }),
    given(GROUP_ASSIGNMENT, { kind: 'group', group: GROUP }),
  ];
  await node.station.responder.answer(SCHOOL, { v: PROTOCOL_VERSION, cursor: null, pushes, wants: [] });
}

export const tablet = (name: string, above: () => TestNode): Device =>
  new Device({ device: name, role: 'tablet', classes: [CLASS], account: '' }, above);

export const laptop = (above: () => TestNode): Device =>
  new Device({ device: 'laptop', role: 'teacher', classes: [CLASS], account: TEACHER }, above);

/** Writes a line at the end of a pupil's page on this device; resolves when it is on its disk. */
export async function write(device: Device, work: string, pupil: string, line: string): Promise<void> {
  await device.documents.edit(work, pupil, (doc) => {
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [new Y.XmlText(line)]);
    const page = doc.getXmlFragment('page:ecrire');
    page.insert(page.length, [paragraph]);
  });
}

/** The document's text as this store has it. */
export async function textIn(store: { log: Device['log'] }, work: string): Promise<string> {
  const doc = new Y.Doc({ gc: false });
  for (const row of await store.log.rowsOf(work)) Y.applyUpdate(doc, row.update);
  return doc.getXmlFragment('page:ecrire').toString();
}
