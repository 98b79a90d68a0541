import { ADULT_ROLES } from './duties.ts';
import type { Kind } from './document-id.ts';

/** Who an author is to the school. `school` is the node itself when it imports a roster. */
export const ROLES = ['pupil', ...ADULT_ROLES, 'school'] as const;
export type Role = (typeof ROLES)[number];
export type Action = 'read' | 'write';

/**
 * How near a document is to an author: its owner, a member of the owning group, of the same class, or of another class of
 * the same school. Nothing crosses from one school to another: each has its own nodes, devices and accounts.
 */
export const RELATIONS = ['own', 'group', 'class', 'other'] as const;
export type Relation = (typeof RELATIONS)[number];

type Rights = Readonly<Record<Action, readonly Relation[]>>;
const NOBODY: readonly Relation[] = [];
const EVERY: readonly Relation[] = RELATIONS;
const IN_CLASS: readonly Relation[] = ['own', 'group', 'class'];
const NOTHING: Rights = { read: NOBODY, write: NOBODY };

/**
 * The single source of who may do what, by role, kind and relation (S8: a document has one kind of writer).
 * A lesson's relation is `class` where an assignment of the author's class names it. A notice belongs to no class.
 */
export const PERMISSIONS: Readonly<Record<Role, Readonly<Record<Kind, Rights>>>> = {
  pupil: {
    class: { read: IN_CLASS, write: NOBODY },
    lesson: { read: IN_CLASS, write: NOBODY },
    assignment: { read: IN_CLASS, write: NOBODY },
    work: { read: ['own', 'group'], write: ['own', 'group'] },
    feedback: { read: ['own', 'group'], write: NOBODY },
    notice: NOTHING,
  },
  teacher: {
    class: { read: IN_CLASS, write: IN_CLASS },
    lesson: { read: EVERY, write: EVERY },
    assignment: { read: IN_CLASS, write: IN_CLASS },
    work: { read: IN_CLASS, write: NOBODY },
    feedback: { read: IN_CLASS, write: IN_CLASS },
    notice: NOTHING,
  },
  // Answers for the whole school; hands out and corrects only as a teacher of a class of their own.
  head: {
    class: { read: EVERY, write: EVERY },
    lesson: { read: EVERY, write: EVERY },
    assignment: { read: EVERY, write: NOBODY },
    work: { read: EVERY, write: NOBODY },
    feedback: { read: EVERY, write: NOBODY },
    notice: { read: EVERY, write: EVERY },
  },
  // Looks after machines and brings lessons: no child's name, no child's work.
  erun: {
    class: NOTHING,
    lesson: { read: EVERY, write: EVERY },
    assignment: NOTHING,
    work: NOTHING,
    feedback: NOTHING,
    notice: NOTHING,
  },
  town: {
    class: NOTHING,
    lesson: NOTHING,
    assignment: NOTHING,
    work: NOTHING,
    feedback: NOTHING,
    notice: { read: EVERY, write: EVERY },
  },
  // A notice is a draft until it is published, and a family's link with a child is not kept here: nothing yet.
  parent: {
    class: NOTHING,
    lesson: NOTHING,
    assignment: NOTHING,
    work: NOTHING,
    feedback: NOTHING,
    notice: NOTHING,
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

/**
 * What a device that is nobody's own holds. Any pupil of a class may take any of its tablets, also off the network, so
 * a tablet holds what all of them need; its screens show each pupil what is theirs. A hub brings every lesson to its classes.
 */
export const HOLDINGS: Readonly<Record<'tablet' | 'hub', Readonly<Record<Kind, readonly Relation[]>>>> = {
  tablet: {
    class: IN_CLASS,
    lesson: IN_CLASS,
    assignment: IN_CLASS,
    work: IN_CLASS,
    feedback: IN_CLASS,
    notice: NOBODY,
  },
  hub: {
    class: IN_CLASS,
    lesson: EVERY,
    assignment: IN_CLASS,
    work: IN_CLASS,
    feedback: IN_CLASS,
    notice: NOBODY,
  },
};

/** In whose right an author may write from a device of this role: a shared tablet is a pupil's, whoever's name is given. */
export function maySpeakFrom(device: 'tablet' | 'teacher' | 'hub', role: Role): boolean {
  return role === 'pupil' || device !== 'tablet';
}

/**
 * Whether such a document is written through a device of this role at all. One that is nobody's own carries what it holds and nothing
 * else, whoever's name is given: a trolley that somebody took over changes no other class, not even in the head's name.
 */
export function mayCarry(device: 'tablet' | 'teacher' | 'hub', kind: Kind, relation: Relation): boolean {
  return device === 'teacher' || HOLDINGS[device][kind].includes(relation);
}
