import { writeAssignment } from '../../src/classroom/assignment.ts';
import { type Pupil, type SchoolClass, writeClass } from '../../src/classroom/class-document.ts';
import { assignmentDocument, classDocument, lessonDocument } from '../../src/classroom/document-id.ts';
import type { FileRef } from '../../src/classroom/file-ref.ts';
import { type Lesson, type Step, writeLesson } from '../../src/classroom/lesson.ts';
import { hashCode, type PictureCode } from '../../src/classroom/picture-code.ts';
import type { Enrolment } from '../../src/sync/facade.ts';
import { FakeCartable } from './fake-cartable.ts';

/** A made-up class with one lesson, handed out to all and to one group. */
export const TABLET: Enrolment = {
  device: 'tablet-2',
  secret: 'made-up',
  role: 'tablet',
  number: 2,
  classes: ['ce2'],
  account: '',
  school: 'l’école des Filaos',
};

/** Awa's pictures; every pupil of the sample has these. */
export const CODE: PictureCode = ['sun', 'fish', 'boat'];

export const SOUND: FileRef = fileRef('a', 48_000, 'audio/mpeg', 'mer.mp3');
export const PICTURE: FileRef = fileRef('b', 120_000, 'image/webp', 'tortue.webp');

const STEPS: Step[] = [
  {
    id: 'ecouter',
    kind: 'listen',
    title: 'Écoute la mer',
    instruction: 'Ferme les yeux et écoute.',
    file: SOUND,
    instructionSound: SOUND,
  },
  {
    id: 'regarder',
    kind: 'look',
    title: 'La tortue',
    instruction: 'Cherche la tête.',
    file: PICTURE,
    alt: 'Une tortue verte',
  },
  {
    id: 'questions',
    kind: 'exercise',
    title: 'As-tu compris ?',
    instruction: 'Réponds aux deux questions.',
    exercise: {
      questions: [
        {
          id: 'q1',
          kind: 'choice',
          single: true,
          text: 'Où pond la tortue ?',
          choices: [
            { id: 'q1a', text: 'Dans l’eau', right: false, feedback: 'Relis le début.' },
            { id: 'q1b', text: 'Sur la plage', right: true, feedback: 'Oui, dans un trou.' },
          ],
        },
        {
          id: 'q2',
          kind: 'choice',
          single: false,
          text: 'Que fait-elle dans la mer ?',
          choices: [
            { id: 'q2a', text: 'Elle broute.', right: true },
            { id: 'q2b', text: 'Elle couve.', right: false },
            { id: 'q2c', text: 'Elle nage.', right: true },
          ],
        },
      ],
    },
  },
  { id: 'ecrire', kind: 'write', title: 'À vous d’écrire', instruction: 'Raconte le voyage de la tortue.' },
];

export const LESSON: Omit<Lesson, 'id'> = { title: 'La tortue verte', subject: 'Sciences', level: 'CE2', steps: STEPS };

export async function sampleClass(): Promise<Omit<SchoolClass, 'id'>> {
  // One round: these codes protect nobody, and a test waits for them.
  const code = await hashCode(CODE, 1);
  const pupil = (id: string, firstName: string, animal: string, colour: string): Pupil => ({
    id,
    firstName,
    lastName: 'Payet',
    level: 'CE2',
    animal,
    colour,
    code,
  });
  return {
    name: 'CE2 de Mme Hoarau',
    level: 'CE2',
    pupils: [
      pupil('awa', 'Awa', 'gecko', 'lagoon'),
      pupil('leo', 'Léo', 'whale', 'sky'),
      pupil('mina', 'Mina', 'hen', 'ylang'),
      pupil('noe', 'Noé', 'tortoise', 'leaf'),
      pupil('zoe', 'Zoé', 'cat', 'guava'),
    ],
    groups: [{ id: 'lagon', name: 'Le lagon', pupils: ['awa', 'leo', 'mina'] }],
    teachers: [{ id: 'hoarau', name: 'Mme Hoarau' }],
  };
}

/** A tablet of that class with all that is handed out; its files are still to come. */
export async function sampleTablet(): Promise<FakeCartable> {
  const cartable = new FakeCartable(TABLET);
  const schoolClass = await sampleClass();
  cartable.change(classDocument('ce2'), (doc) => writeClass(doc, schoolClass));
  cartable.change(lessonDocument('tortue'), (doc) => writeLesson(doc, LESSON));
  handOut(cartable, 'pour-tous', { kind: 'class' });
  return cartable;
}

export function handOut(
  cartable: FakeCartable,
  id: string,
  audience: { kind: 'class' } | { kind: 'group'; group: string },
): void {
  cartable.change(assignmentDocument(id), (doc) =>
    writeAssignment(doc, {
      class: 'ce2',
      lesson: 'tortue',
      audience,
      by: 'hoarau',
      handedOutAt: 1_760_000_000_000,
      closed: false,
    }),
  );
}

function fileRef(letter: string, bytes: number, type: string, name: string): FileRef {
  return { sha256: letter.repeat(64), chunksSha256: letter.repeat(64), bytes, type, name };
}
