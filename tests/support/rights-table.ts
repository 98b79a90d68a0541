import type { DocumentId, Kind } from '../../src/classroom/document-id.ts';
import {
  type Action,
  HOLDINGS,
  may,
  mayCarry,
  maySpeakFrom,
  type Relation,
  type Role,
} from '../../src/classroom/permissions.ts';
import type { DeviceRole } from '../../src/protocol/messages.ts';
import { forAll, forGroup, groupOf, lessonOf, pupilOf } from './two-classes.ts';

/** Handed out to the first pupil of `here` alone. */
export const ALONE = 'here-alone';
/** A lesson that was handed out to nobody. */
export const DRAFT = 'draft-lesson';

/** A real document of a kind, and what it is to the first pupil of `here` and to the adults around that class. */
export interface Cell {
  readonly kind: Kind;
  readonly relation: Relation;
  readonly doc: DocumentId;
}

const cell = (kind: Kind, relation: Relation, ...parts: string[]): Cell => ({
  ...{ kind, relation },
  doc: [kind, ...parts].join('/'),
});

const byOwner = (kind: 'work' | 'feedback'): Cell[] => [
  cell(kind, 'own', forAll('here'), pupilOf('here', 1)),
  cell(kind, 'group', forGroup('here'), groupOf('here')),
  cell(kind, 'class', forAll('here'), pupilOf('here', 3)),
  cell(kind, 'other', forAll('there'), pupilOf('there', 1)),
];

export const CELLS: readonly Cell[] = [
  cell('class', 'class', 'here'),
  cell('class', 'other', 'there'),
  cell('lesson', 'class', lessonOf('here')),
  cell('lesson', 'other', lessonOf('there')),
  // Until it is handed out it is of no class, whoever made it.
  cell('lesson', 'other', DRAFT),
  cell('assignment', 'own', ALONE),
  cell('assignment', 'group', forGroup('here')),
  cell('assignment', 'class', forAll('here')),
  cell('assignment', 'other', forAll('there')),
  cell('assignment', 'other', forGroup('there')),
  ...byOwner('work'),
  ...byOwner('feedback'),
  // Of no class.
  cell('notice', 'other', 'ferme-lundi'),
];

/** Nothing that a child owns is an adult's own: to them it is of the class. */
const seenBy = (role: Role, relation: Relation): Relation =>
  role !== 'pupil' && (relation === 'own' || relation === 'group') ? 'class' : relation;

const allows = (role: Role, action: Action, { kind, relation }: Cell): boolean =>
  may(role, action, kind, seenBy(role, relation));

/** What classroom/permissions.ts says of an author who writes from such a device. */
export const tableLetsWrite = (device: DeviceRole, author: Role, cell: Cell): boolean =>
  maySpeakFrom(device, author) && mayCarry(device, cell.kind, cell.relation) && allows(author, 'write', cell);

/** What classroom/permissions.ts says of a device: an adult's own reads as that adult, the others as what all of them hold. */
export const tableLetsRead = (device: DeviceRole, owner: Role, cell: Cell): boolean =>
  device === 'teacher' ? allows(owner, 'read', cell) : HOLDINGS[device][cell.kind].includes(cell.relation);
