import * as Y from 'yjs';
import { type Audience, writeAssignment } from '../../src/classroom/assignment.ts';
import { writeClass } from '../../src/classroom/class-document.ts';
import {
  assignmentDocument,
  classDocument,
  type DocumentId,
  lessonDocument,
  parseDocumentId,
  workDocument,
} from '../../src/classroom/document-id.ts';
import type { Push } from '../../src/protocol/messages.ts';
import { SCHOOL_ACCOUNT } from '../../src/sync/access.ts';

export const CLASSES = ['k1', 'k2'] as const;
export type ClassId = (typeof CLASSES)[number];
export const PUPILS: Readonly<Record<ClassId, readonly string[]>> = { k1: ['awa', 'ben', 'cleo'], k2: ['dan', 'elsa'] };
export const TEACHER = 'mme-payet';
/** Handed out before all else; each to its class, the last to a group of k1. */
export const GIVEN: Readonly<Record<string, ClassId>> = { 'start-k1': 'k1', 'start-k2': 'k2', 'g-k1': 'k1' };
const GROUP = { id: 'ilot', name: 'Îlot', pupils: ['awa', 'ben'] };

/** The work in which two pupils take turns. */
export const GROUP_WORK = workDocument('g-k1', GROUP.id);
export const ownWork = (schoolClass: ClassId, pupil: string): DocumentId => workDocument(`start-${schoolClass}`, pupil);

/** An activity's name ends with its class. */
const endOf = (assignment: string): ClassId | undefined => CLASSES.find((one) => assignment.endsWith(`-${one}`));

/** The class that a document belongs to by its name, or undefined where its name does not say. */
export function classOf(doc: DocumentId): ClassId | undefined {
  const ref = parseDocumentId(doc);
  if (!ref.ok) return undefined;
  if (ref.value.kind === 'class') return CLASSES.find((one) => one === (ref.value as { id: string }).id);
  if (ref.value.kind === 'assignment') return endOf(ref.value.id);
  return 'assignment' in ref.value ? endOf(ref.value.assignment) : undefined;
}

/** What the ENT holds on the first day. */
export function firstDay(): Push[] {
  return [
    ...CLASSES.map(roster),
    push(lessonDocument('tortue'), (doc) => doc.getMap('lesson').set('title', 'La tortue')),
    ...Object.entries(GIVEN).map(([id, schoolClass]) => given(id, schoolClass)),
  ];
}

/** An activity as the teacher hands it out. */
export function fillAssignment(doc: Y.Doc, schoolClass: ClassId, audience: Audience = { kind: 'class' }): void {
  writeAssignment(doc, {
    class: schoolClass,
    lesson: 'tortue',
    audience,
    by: TEACHER,
    handedOutAt: 0,
    closed: false,
  });
}

function roster(id: ClassId): Push {
  const pupil = (name: string) => ({
    id: name,
    firstName: name,
    lastName: '',
    level: 'CE2',
    animal: 'gecko',
    colour: 'leaf',
  });
  return push(classDocument(id), (doc) =>
    writeClass(doc, {
      name: id,
      level: 'CE2',
      pupils: PUPILS[id].map(pupil),
      groups: id === 'k1' ? [GROUP] : [],
      teachers: [{ id: TEACHER, name: 'Mme Payet' }],
    }),
  );
}

function given(id: string, schoolClass: ClassId): Push {
  const audience: Audience = id === 'g-k1' ? { kind: 'group', group: GROUP.id } : { kind: 'class' };
  return push(assignmentDocument(id), (doc) => fillAssignment(doc, schoolClass, audience), TEACHER);
}

function push(doc: DocumentId, fill: (ydoc: Y.Doc) => void, author = SCHOOL_ACCOUNT): Push {
  const ydoc = new Y.Doc({ gc: false });
  fill(ydoc);
  return { doc, update: Y.encodeStateAsUpdate(ydoc), author, device: 'school' };
}
