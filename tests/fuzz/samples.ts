import * as Y from 'yjs';
import { writeAssignment } from '../../src/classroom/assignment.ts';
import { writeClass } from '../../src/classroom/class-document.ts';
import { writeLesson } from '../../src/classroom/lesson.ts';
import { answer } from '../../src/classroom/work.ts';
import { CLASS, LESSON, TEACHER, workOf } from '../support/sample-school.ts';

/** A document as a log has it, and honest edits of it. */
export interface Sample {
  readonly doc: string;
  /** Its rows so far; none for a document that is new. */
  readonly base: readonly Uint8Array[];
  readonly updates: readonly Uint8Array[];
}

const PUPIL = { firstName: 'Awa', lastName: 'Hoarau', level: 'CE2', animal: 'gecko', colour: 'leaf' };

/** The updates of one transaction each, by a client whose number is known so that a seed repeats them. */
function edits(client: number, base: readonly Uint8Array[], changes: readonly ((doc: Y.Doc) => void)[]): Uint8Array[] {
  const doc = new Y.Doc({ gc: false });
  doc.clientID = client;
  for (const update of base) Y.applyUpdate(doc, update);
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (const change of changes) doc.transact(() => change(doc));
  return updates;
}

const page = (doc: Y.Doc): Y.XmlFragment => doc.getXmlFragment('page:ecrire');

function paragraph(text: string): Y.XmlElement {
  const element = new Y.XmlElement('paragraph');
  element.insert(0, [new Y.XmlText(text)]);
  return element;
}

const WRITING: readonly ((doc: Y.Doc) => void)[] = [
  (doc) => page(doc).insert(0, [paragraph('Il était une tortue 🐢')]),
  (doc) => textOf(doc).insert(3, 'beau'),
  (doc) => textOf(doc).delete(1, 4),
  (doc) => textOf(doc).format(0, 5, { bold: true, link: { href: 'x' } }),
  (doc) => page(doc).insert(1, [paragraph('sous la mer'), new Y.XmlElement('hr')]),
  (doc) => textOf(doc).insertEmbed(1, { image: 'x' }),
  (doc) => (page(doc).get(0) as Y.XmlElement).setAttribute('align', 'center'),
  (doc) => answer(doc, 'questions', 'q1', ['a', 'b']),
  (doc) => doc.getMap('answers').set('odd', [1, -2.5, null, true, 'x', new Uint8Array([1, 2]), 10n ** 12n]),
  (doc) => doc.getMap('answers').set('nested', new Y.Map([['list', Y.Array.from([1, 'two', { three: 3 }])]])),
  (doc) => doc.getMap('answers').set('document', new Y.Doc({ guid: 'sub' })),
  (doc) => doc.getArray('list').push(['a', 'b', { c: [1, 2, 3] }]),
  (doc) => doc.getArray('list').delete(0, 2),
  (doc) => page(doc).delete(0, 1),
];

const textOf = (doc: Y.Doc): Y.XmlText => (page(doc).get(0) as Y.XmlElement).get(0) as Y.XmlText;

function works(): Sample[] {
  const early = edits(101, [], WRITING.slice(0, 5));
  const late = edits(102, early, WRITING.slice(1));
  const all = edits(103, [], WRITING);
  const whole = Y.mergeUpdates(all);
  return [
    { doc: workOf('ben'), base: [], updates: [...all, whole, Y.mergeUpdates([...early, ...late])] },
    // Each edit where it belongs: behind all that were before it.
    ...late.map((update, index) => ({
      doc: workOf('awa'),
      base: [...early, ...late.slice(0, index)],
      updates: [update, Y.mergeUpdates(late.slice(index)), whole],
    })),
  ];
}

/** A work, an assignment, a class and a lesson, each begun and gone on with. */
export function sampleDocuments(): Sample[] {
  const assignment = (closed: boolean) => (doc: Y.Doc) =>
    writeAssignment(doc, {
      ...{ class: CLASS, lesson: LESSON, audience: { kind: 'class' }, by: TEACHER, handedOutAt: 0, closed },
    });
  const given = edits(104, [], [assignment(false)]);
  const roster = (name: string) => (doc: Y.Doc) =>
    writeClass(doc, {
      ...{ name, level: 'CE2', teachers: [{ id: TEACHER, name: 'Mme Payet' }] },
      pupils: ['awa', 'ben'].map((id) => ({ id, ...PUPIL })),
      groups: [{ id: 'ilot', name: 'Îlot', pupils: ['awa', 'ben'] }],
    });
  const enrolled = edits(105, [], [roster('CE2 A')]);
  const step = { id: 'ecrire', kind: 'write', title: 'Écris', instruction: 'Raconte.' } as const;
  const lesson = (title: string) => (doc: Y.Doc) =>
    writeLesson(doc, { title, subject: 'Sciences', level: 'CE2', steps: [step] });
  const prepared = edits(106, [], [lesson('La tortue')]);
  return [
    ...works(),
    { doc: 'assignment/a9', base: given, updates: [...given, ...edits(107, given, [assignment(true)])] },
    { doc: `class/${CLASS}`, base: enrolled, updates: [...enrolled, ...edits(108, enrolled, [roster('CE2 B')])] },
    { doc: 'lesson/l9', base: prepared, updates: [...prepared, ...edits(109, prepared, [lesson('La baleine')])] },
  ];
}
