import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  assignmentDocument,
  classDocument,
  KINDS,
  lessonDocument,
  MAX_ID_PART,
  parseDocumentId,
  workDocument,
} from '../../src/classroom/document-id.ts';

const part = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);

describe('document ids say what they are', () => {
  test('what is built is read back', () => {
    fc.assert(
      fc.property(part, part, (a, b) => {
        expect(parseDocumentId(classDocument(a))).toEqual({ ok: true, value: { kind: 'class', id: a } });
        expect(parseDocumentId(lessonDocument(a))).toEqual({ ok: true, value: { kind: 'lesson', id: a } });
        expect(parseDocumentId(assignmentDocument(a))).toEqual({ ok: true, value: { kind: 'assignment', id: a } });
        expect(parseDocumentId(workDocument(a, b))).toEqual({
          ok: true,
          value: { kind: 'work', assignment: a, owner: b },
        });
      }),
    );
  });

  test.each([
    '',
    'class',
    'class/',
    'class//',
    'class/a/',
    'class/a/b',
    'work/a',
    'work/a/',
    'work/a/b/c',
    'Work/a/b',
    'pupil/a',
    'constructor/a',
    'class/é',
    'class/a b',
    'class/..',
    'class/a\n',
    ' class/a',
    `class/${'a'.repeat(MAX_ID_PART + 1)}`,
  ])('%j is none', (id) => expect(parseDocumentId(id)).toEqual({ ok: false, error: 'bad-document-id' }));

  test('any text either is none, or is exactly its parts joined again', () => {
    const nearId = fc
      .tuple(fc.constantFrom(...KINDS, 'x'), fc.array(fc.oneof(part, fc.string()), { maxLength: 3 }))
      .map(([kind, parts]) => [kind, ...parts].join('/'));
    fc.assert(
      fc.property(fc.oneof(fc.string(), nearId), (id) => {
        const ref = parseDocumentId(id);
        if (ref.ok) expect(Object.values(ref.value).join('/')).toBe(id);
      }),
    );
  });
});
