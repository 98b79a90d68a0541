import type { Kind } from './document-id.ts';

/** Who an author is to the school. `school` is the node itself when it imports a roster. */
export const ROLES = ['pupil', 'teacher', 'school'] as const;
export type Role = (typeof ROLES)[number];
export type Action = 'read' | 'write';

/** How near a document is to an author: its owner, a member of the owning group, of the same class, or none of these. */
export type Relation = 'own' | 'group' | 'class' | 'other';

type Rights = Readonly<Record<Action, readonly Relation[]>>;
const NOBODY: readonly Relation[] = [];
const EVERY: readonly Relation[] = ['own', 'group', 'class', 'other'];
const IN_CLASS: readonly Relation[] = ['own', 'group', 'class'];

/**
 * The single source of who may do what, by role, kind and relation (S8: a document has one kind of writer).
 * A lesson's relation is `class` where an assignment of the author's class names it.
 */
export const PERMISSIONS: Readonly<Record<Role, Readonly<Record<Kind, Rights>>>> = {
  pupil: {
    class: { read: IN_CLASS, write: NOBODY },
    lesson: { read: IN_CLASS, write: NOBODY },
    assignment: { read: IN_CLASS, write: NOBODY },
    work: { read: ['own', 'group'], write: ['own', 'group'] },
    feedback: { read: ['own', 'group'], write: NOBODY },
    notice: { read: NOBODY, write: NOBODY },
  },
  teacher: {
    class: { read: IN_CLASS, write: IN_CLASS },
    lesson: { read: EVERY, write: EVERY },
    assignment: { read: IN_CLASS, write: IN_CLASS },
    work: { read: IN_CLASS, write: NOBODY },
    feedback: { read: IN_CLASS, write: IN_CLASS },
    notice: { read: NOBODY, write: NOBODY },
  },
  school: {
    class: { read: EVERY, write: EVERY },
    lesson: { read: EVERY, write: EVERY },
    assignment: { read: EVERY, write: NOBODY },
    work: { read: EVERY, write: NOBODY },
    feedback: { read: EVERY, write: NOBODY },
    notice: { read: EVERY, write: EVERY },
  },
};

export function may(role: Role, action: Action, kind: Kind, relation: Relation): boolean {
  return PERMISSIONS[role][kind][action].includes(relation);
}
