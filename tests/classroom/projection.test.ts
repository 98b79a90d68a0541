import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { project } from '../../src/classroom/projection.ts';
import { junkValue, nearly, TRAP_NAMES } from '../support/junk.ts';

const IDS = ['class/c', 'lesson/l', 'assignment/a', 'work/a/p', 'feedback/a/p', 'notice/n', 'nothing'];
const MAPS = [
  'class',
  'pupils',
  'groups',
  'teachers',
  'codes',
  'cards',
  'lesson',
  'assignment',
  'work',
  'answers',
  'stepsDone',
];
const KEYS = ['name', 'level', 'title', 'subject', 'audience', 'handIn', 'p', 'q', 'quiz/q1', 'quiz/q2', ...TRAP_NAMES];

const PUPIL = { id: 'p', firstName: 'Léa', lastName: 'Hoarau', level: 'CE2', animal: 'gecko', colour: 'sand' };
const KEYS_OF_PUPIL = { id: 'p', salt: 'c2Vs', hash: 'aGFzaA', rounds: 10 };
const STEP = { id: 's', kind: 'write', title: 'Écris', instruction: 'Raconte.' };
const value = fc.oneof(
  junkValue,
  fc.constantFrom('CE2 A', 'CE2', true, ['a']).map((right) => () => right),
  nearly(PUPIL),
  nearly({ id: 'q', name: 'Les tortues', pupils: ['p'] }),
  nearly(KEYS_OF_PUPIL),
  nearly(STEP),
  nearly({ handedIn: true, by: 'p', at: 1 }),
);

/** Enough for a reader that follows each level to run out of stack. */
const DEEP = 20_000;

type Edit = (doc: Y.Doc) => void;
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(fc.constantFrom(...MAPS), fc.constantFrom(...KEYS), value).map(
    ([map, key, make]): Edit =>
      (doc) =>
        void doc.getMap(map).set(key, make()),
  ),
  fc.tuple(fc.constantFrom(...MAPS), fc.constantFrom(...KEYS)).map(
    ([map, key]): Edit =>
      (doc) =>
        doc.getMap(map).delete(key),
  ),
  value.map(
    (make): Edit =>
      (doc) =>
        doc.getArray('steps').push([inList(make())]),
  ),
  fc.tuple(fc.constantFrom('page:s', 'page:', 'page:quiz'), fc.string({ maxLength: 5 })).map(
    ([name, text]): Edit =>
      (doc) =>
        doc.getXmlFragment(name).push([new Y.XmlText(text), new Y.XmlElement('p')]),
  ),
);
/** A list takes neither `undefined` nor a bigint. */
const inList = (made: unknown) => (typeof made === 'bigint' ? Number(made) : (made ?? null));

const edits = fc.array(edit, { maxLength: 25 });

function docOf(made: readonly Edit[], clientID: number): Y.Doc {
  const doc = new Y.Doc();
  doc.clientID = clientID;
  for (const one of made) one(doc);
  return doc;
}

const projections = (doc: Y.Doc) => IDS.map((id) => project(id, doc));
const merged = (...updates: Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc;
};

describe('projections', () => {
  test('junk in any place never throws, and what comes out can be stored', () => {
    fc.assert(
      fc.property(edits, (made) => {
        const copy = merged(Y.encodeStateAsUpdate(docOf(made, 1)));
        expect(() => structuredClone(projections(copy))).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });

  test('a shared name of another type than expected never throws', () => {
    const names = [...MAPS, 'steps', 'page:s'];
    const makers = [
      (doc: Y.Doc, name: string) => doc.getText(name).insert(0, 'text'),
      (doc: Y.Doc, name: string) => doc.getArray(name).push([1, { id: 'p' }, new Y.Map()]),
      (doc: Y.Doc, name: string) => doc.getMap(name).set('name', 'x'),
      (doc: Y.Doc, name: string) => doc.getXmlFragment(name).push([new Y.XmlText('x')]),
    ];
    for (const make of makers) {
      const doc = new Y.Doc();
      for (const name of names) make(doc, name);
      expect(() => projections(merged(Y.encodeStateAsUpdate(doc)))).not.toThrow();
    }
  });

  test('types nested deeper than any stack never throw', () => {
    for (const name of MAPS) {
      const doc = new Y.Doc();
      doc.transact(() => {
        let inside = doc.getMap(name);
        for (let depth = 0; depth < DEEP; depth += 1) inside = inside.set('p', new Y.Map<unknown>());
      });
      expect(() => projections(doc), name).not.toThrow();
    }
  });

  test('the same document gives the same projection, and looking changes nothing', () => {
    fc.assert(
      fc.property(edits, (made) => {
        const doc = docOf(made, 1);
        const before = Y.encodeStateAsUpdate(doc);
        expect(projections(doc)).toEqual(projections(doc));
        expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
      }),
    );
  });

  test('two replicas that heard the same in either order project the same, to the letter', () => {
    fc.assert(
      fc.property(edits, edits, (mine, theirs) => {
        const [one, other] = [Y.encodeStateAsUpdate(docOf(mine, 1)), Y.encodeStateAsUpdate(docOf(theirs, 2))];
        const [ahead, behind] = [merged(one, other), merged(other, one)];
        expect(JSON.stringify(projections(ahead))).toBe(JSON.stringify(projections(behind)));
      }),
      { numRuns: 300 },
    );
  });

  test('what its kind needs is not there: no projection, save for a work not begun', () => {
    expect(projections(new Y.Doc()).map((one) => one?.kind)).toEqual([
      undefined,
      undefined,
      undefined,
      'work',
      undefined,
      undefined,
      undefined,
    ]);
  });
});
