import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { FileRef } from '../../src/classroom/file-ref.ts';
import { filesOf, type Lesson, MAX_STEPS, readLesson, type Step, writeLesson } from '../../src/classroom/lesson.ts';

const file = (digit: string): FileRef => ({
  sha256: digit.repeat(64),
  chunksSha256: '0'.repeat(64),
  bytes: 10,
  type: 'audio/mpeg',
  name: `${digit}.mp3`,
});
const base = (id: string) => ({ id, title: 'La tortue', instruction: 'Écoute.' });
const STEPS: Step[] = [
  { ...base('listen'), kind: 'listen', file: file('a'), instructionSound: file('b') },
  { ...base('watch'), kind: 'watch', file: file('c'), captions: file('d'), instructionSound: file('b') },
  { ...base('write'), kind: 'write' },
];
const LESSON: Omit<Lesson, 'id'> = { title: 'La tortue verte', subject: 'Sciences', level: 'CE2', steps: STEPS };

function lessonDoc(): Y.Doc {
  const doc = new Y.Doc();
  writeLesson(doc, LESSON);
  return doc;
}

describe('a lesson document', () => {
  test('what is written is read back', () => {
    expect(readLesson('l1', lessonDoc())).toEqual({ id: 'l1', ...LESSON });
  });

  test('a step of a kind that this version does not know is left out, the others keep their order', () => {
    const doc = lessonDoc();
    doc.getArray('steps').insert(1, [{ ...base('dance'), kind: 'dance' }, null, new Y.Map()]);
    expect(readLesson('l1', doc)?.steps.map(({ id }) => id)).toEqual(['listen', 'watch', 'write']);
  });

  test('two nodes that filled it apart leave each step once', () => {
    const [one, other] = [lessonDoc(), lessonDoc()];
    Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
    expect(readLesson('l1', one)?.steps.map(({ id }) => id)).toEqual(['listen', 'watch', 'write']);
  });

  test('no lesson is longer than its cap', () => {
    const doc = lessonDoc();
    doc.getArray('steps').push(Array.from({ length: 500 }, (_, index) => ({ ...base(`s${index}`), kind: 'write' })));
    expect(readLesson('l1', doc)?.steps).toHaveLength(MAX_STEPS);
  });

  test('half filled, it is not one yet', () => {
    const doc = new Y.Doc();
    doc.getMap('lesson').set('title', 'La tortue verte');
    doc.getArray('steps').push([...STEPS]);
    expect(readLesson('l1', doc)).toBeUndefined();
  });

  test.each([
    ['a path', { sha256: '../../etc/passwd' }],
    ['a negative size', { bytes: -1 }],
    ['a size beyond the cap', { bytes: 2 ** 40 }],
    ['a type that is none', { type: 'text/html; charset=utf-8' }],
  ])('a file with %s is no file, so its step is left out', (_, wrong) => {
    const doc = new Y.Doc();
    writeLesson(doc, { ...LESSON, steps: [{ ...base('read'), kind: 'read', file: { ...file('a'), ...wrong } }] });
    expect(readLesson('l1', doc)?.steps).toEqual([]);
  });

  test('its files: each once, in the order in which a pupil meets them', () => {
    expect(filesOf({ id: 'l1', ...LESSON }).map(({ name }) => name)).toEqual(['b.mp3', 'a.mp3', 'c.mp3', 'd.mp3']);
  });
});
