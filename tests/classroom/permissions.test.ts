import { describe, expect, test } from 'vitest';
import { KINDS } from '../../src/classroom/document-id.ts';
import { may, maySpeakFrom, PERMISSIONS, type Relation, ROLES } from '../../src/classroom/permissions.ts';

const RELATIONS: Relation[] = ['own', 'group', 'class', 'other'];
const every = ROLES.flatMap((role) => KINDS.flatMap((kind) => RELATIONS.map((relation) => ({ role, kind, relation }))));

describe('who may do what', () => {
  test('each role is answered for each kind', () => {
    for (const role of ROLES) expect(Object.keys(PERMISSIONS[role]).sort()).toEqual([...KINDS].sort());
  });

  test('whoever may write may read: nobody writes what they do not see', () => {
    for (const { role, kind, relation } of every) {
      if (may(role, 'write', kind, relation)) expect(may(role, 'read', kind, relation)).toBe(true);
    }
  });

  test('nearer never means fewer rights', () => {
    for (const role of ROLES) {
      for (const kind of KINDS) {
        for (const action of ['read', 'write'] as const) {
          const rights = ['other', 'class', 'group'].map((relation) => may(role, action, kind, relation as Relation));
          expect(rights, `${role} ${action} ${kind}`).toEqual([...rights].sort());
        }
      }
    }
  });

  test('[S8] a work is written by its pupils alone, and the feedback on it by teachers alone', () => {
    const writers = (kind: 'work' | 'feedback') =>
      every.filter((one) => one.kind === kind && may(one.role, 'write', kind, one.relation));
    expect(writers('work').map(({ role, relation }) => `${role} ${relation}`)).toEqual(['pupil own', 'pupil group']);
    expect(new Set(writers('feedback').map(({ role }) => role))).toEqual(new Set(['teacher']));
  });

  test('[S12] a pupil sees no other pupil’s work or feedback, even of the same class', () => {
    for (const kind of ['work', 'feedback'] as const) {
      for (const relation of ['class', 'other'] as const) expect(may('pupil', 'read', kind, relation)).toBe(false);
    }
  });

  test('a teacher reads and writes nothing of another’s class but lessons', () => {
    const elsewhere = every.filter(({ role, relation }) => role === 'teacher' && relation === 'other');
    const allowed = elsewhere.filter(({ kind }) => may('teacher', 'read', kind, 'other'));
    expect(allowed.map(({ kind }) => kind)).toEqual(['lesson']);
  });

  test('from a shared tablet nobody speaks but pupils, whoever’s name is given', () => {
    expect(ROLES.filter((role) => maySpeakFrom('tablet', role))).toEqual(['pupil']);
    expect(maySpeakFrom('teacher', 'teacher')).toBe(true);
  });
});
