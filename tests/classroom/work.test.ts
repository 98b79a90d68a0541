import { afterEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { handIn, readHandIn, takeBack } from '../../src/classroom/hand-in.ts';
import { answer, finishStep, pageOf, readAnswers, readWork, textOf } from '../../src/classroom/work.ts';

const workOf = (doc: Y.Doc) => readWork('a1', 'awa', doc);

function paragraph(text: string): Y.XmlElement {
  const element = new Y.XmlElement('paragraph');
  element.insert(0, [new Y.XmlText(text)]);
  return element;
}

describe('a work', () => {
  test('exists as soon as its id does', () => {
    expect(workOf(new Y.Doc())).toEqual({
      assignment: 'a1',
      owner: 'awa',
      handIn: undefined,
      answers: {},
      stepsDone: [],
      written: 0,
    });
  });

  test('holds answers, finished steps and the length of what is written', () => {
    const doc = new Y.Doc();
    answer(doc, 'quiz', 'q1', ['a']);
    answer(doc, 'quiz', 'q2', ['b', 'c']);
    answer(doc, 'quiz', 'q1', ['d']);
    finishStep(doc, 'read');
    pageOf(doc, 'write').push([paragraph('Il était'), paragraph('une fois')]);
    expect(workOf(doc)).toMatchObject({
      answers: { quiz: { q1: ['d'], q2: ['b', 'c'] } },
      stepsDone: ['read'],
      written: 'Il était\nune fois'.length,
    });
  });

  test('finishing a step twice writes once', () => {
    const doc = new Y.Doc();
    let updates = 0;
    doc.on('update', () => (updates += 1));
    finishStep(doc, 'read');
    finishStep(doc, 'read');
    expect(updates).toBe(1);
  });

  test('two of a group, apart, then together: both lose nothing, and read the same', () => {
    const [one, other] = [new Y.Doc(), new Y.Doc()];
    pageOf(one, 'write').push([paragraph('La tortue')]);
    finishStep(one, 'read');
    pageOf(other, 'write').push([paragraph('pond la nuit')]);
    finishStep(other, 'listen');
    Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
    Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
    expect(workOf(one)).toEqual(workOf(other));
    expect(textOf(pageOf(one, 'write')).split('\n').sort()).toEqual(['La tortue', 'pond la nuit']);
    expect(workOf(one).stepsDone).toEqual(['listen', 'read']);
  });
});

describe('a page', () => {
  test('marks and what is no text leave the text as it is', () => {
    const page = pageOf(new Y.Doc(), 'write');
    const text = new Y.XmlText('La tortue verte');
    const element = new Y.XmlElement('paragraph');
    element.insert(0, [text]);
    page.push([element, new Y.XmlElement('image')]);
    text.format(0, 9, { bold: true });
    text.insertEmbed(2, { emoji: 'x' });
    expect(textOf(page)).toBe('La tortue verte\n');
  });

  test('nested deeper than any editor does, it is not followed to the bottom', () => {
    const doc = new Y.Doc();
    const page = pageOf(doc, 'write');
    page.push([paragraph('en haut')]);
    doc.transact(() => {
      let inside: Y.XmlFragment = page;
      for (let depth = 0; depth < 20_000; depth += 1) {
        const deeper = new Y.XmlElement('div');
        inside.push([deeper]);
        inside = deeper;
      }
    });
    expect(workOf(doc).written).toBe('en haut\n'.length);
  });
});

describe('answers that a stranger wrote', () => {
  afterEach(() => {
    delete (Object.prototype as Record<string, unknown>)['spoilt'];
  });

  test('never reach beyond their own document', () => {
    const doc = new Y.Doc();
    for (const step of ['__proto__', 'constructor', 'toString']) answer(doc, step, 'spoilt', ['a']);
    const answers = readAnswers(doc);
    expect(({} as Record<string, unknown>)['spoilt']).toBeUndefined();
    expect((Object as unknown as Record<string, unknown>)['spoilt']).toBeUndefined();
    expect(Object.keys(answers).every((step) => Object.hasOwn(answers, step))).toBe(true);
  });

  test('are read where the key is a step and a question, and nowhere else', () => {
    const doc = new Y.Doc();
    for (const key of ['', '/', 'quiz', 'quiz/', '/q1', 'quiz/q1/more', 'quiz/q 1']) {
      doc.getMap('answers').set(key, ['a']);
    }
    doc.getMap('answers').set('quiz/q2', 'a');
    doc.getMap('answers').set('quiz/q3', [1]);
    doc.getMap('answers').set('quiz/q4', Y.Array.from(['a']));
    expect(readAnswers(doc)).toEqual({});
  });

  test('a step counts as done only where it says so', () => {
    const doc = new Y.Doc();
    for (const [step, value] of Object.entries({ read: true, listen: false, watch: 'true', 'not an id': true })) {
      doc.getMap('stepsDone').set(step, value);
    }
    expect(workOf(doc).stepsDone).toEqual(['read']);
  });
});

describe('handing in', () => {
  test('is there, then taken back, then there again; the text never leaves', () => {
    const doc = new Y.Doc();
    pageOf(doc, 'write').push([paragraph('Fini')]);
    handIn(doc, 'awa', 1000);
    expect(readHandIn(doc)).toEqual({ handedIn: true, by: 'awa', at: 1000 });
    takeBack(doc, 'awa', 2000);
    expect(readHandIn(doc)).toEqual({ handedIn: false, by: 'awa', at: 2000 });
    expect(workOf(doc).written).toBe(4);
  });

  test('two who press at once leave one answer, the same everywhere, and no mixture', () => {
    const [one, other] = [new Y.Doc(), new Y.Doc()];
    handIn(one, 'awa', 1);
    takeBack(other, 'leo', 2);
    Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
    Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
    expect(readHandIn(one)).toEqual(readHandIn(other));
    expect([
      { handedIn: true, by: 'awa', at: 1 },
      { handedIn: false, by: 'leo', at: 2 },
    ]).toContainEqual(readHandIn(one));
  });

  test.each([
    { handedIn: 'yes', by: 'awa', at: 1 },
    { handedIn: true, by: 'awa' },
    { handedIn: true, by: 'x'.repeat(10_000), at: 1 },
    { handedIn: true, by: 'awa', at: 1e300 },
    { handedIn: true, by: 'awa', at: -Infinity },
    true,
    null,
  ])('%j is no hand-in', (value) => {
    const doc = new Y.Doc();
    doc.getMap('work').set('handIn', value);
    expect(readHandIn(doc)).toBeUndefined();
  });
});
