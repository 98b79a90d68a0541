import { type Assignment, ownersOf } from '../classroom/assignment.ts';
import {
  assignmentDocument,
  type DocumentId,
  type DocumentRef,
  lessonDocument,
  parseDocumentId,
} from '../classroom/document-id.ts';
import type { SchoolClass } from '../classroom/class-document.ts';
import type { AdultRole } from '../classroom/duties.ts';
import { HOLDINGS, may, mayCarry, maySpeakFrom, type Relation, type Role } from '../classroom/permissions.ts';
import type { Projection } from '../classroom/projection.ts';
import type { DeviceRole, Push } from '../protocol/messages.ts';
import { NamedFiles } from './files/named-files.ts';
import type { LogStore, ProjectionStore } from './ports.ts';

/** A device that has proved who it is. `node` is the node itself, when it imports a roster or a lesson. */
export interface Principal {
  readonly device: string;
  readonly role: DeviceRole | 'node';
  /** Ids of the classes that it serves. */
  readonly classes: readonly string[];
  /** The adult whose own device it is, or ''. */
  readonly account: string;
  /** Classes that it was given later, with the log position of that moment: their older documents are sent whole (S12). */
  readonly granted?: ReadonlyMap<string, number>;
  /** Classes that were taken from it: it reads them no more, but what it still has of their works is taken until it is drained (S12). */
  readonly revoked?: ReadonlySet<string>;
  /** Log position before which it read in another right: a cursor from there is compared anew, as one of another log is (S4). */
  readonly anew?: number;
  /** It is to erase itself: it reads nothing, is told so with every answer, and what it still has is taken. */
  readonly dismissed?: boolean;
}

/** The account under which a node writes class lists and lessons that it imports itself. */
export const SCHOOL_ACCOUNT = 'school';

/**
 * What an adult is at this node: their role, `disabled` where their account was closed, undefined where this node has no such
 * account; then they are what the class lists say.
 */
export type AdultRoleOf = (account: string) => AdultRole | 'disabled' | undefined;

export type Verdict = 'yes' | 'no-right' | 'not-this-device' | 'unknown' | 'bad-document-id' | 'gone';

/**
 * Who may read and write which document, from the projections of classes and assignments and the table in
 * classroom/permissions.ts. A device reads by its classes; an author writes by their role.
 */
export class Access {
  readonly #classes = new Map<string, SchoolClass>();
  readonly #assignments = new Map<string, Assignment>();
  /** By lesson id: the classes that it was handed out to, each with the log position from which on it can be read (S12). */
  readonly #lessonGrants = new Map<string, Map<string, number>>();
  /** The furthest of those positions. */
  #lastGrant = 0;
  readonly #files = new NamedFiles();
  readonly #adultRoleOf: AdultRoleOf;

  constructor(adultRoleOf: AdultRoleOf = () => undefined) {
    this.#adultRoleOf = adultRoleOf;
  }

  /** Reads what is projected already; later changes come by `learn`. */
  async load(projections: ProjectionStore, log: LogStore): Promise<void> {
    const [classes, assignments, lessons] = await Promise.all([
      projections.all('class'),
      projections.all('assignment'),
      projections.all('lesson'),
    ]);
    for (const value of classes) this.#classes.set(value.id, value);
    for (const value of lessons) this.#files.learn(value);
    const states = await log.documents(assignments.map((assignment) => assignmentDocument(assignment.id)));
    assignments.forEach((assignment, index) => this.#addAssignment(assignment, states[index]?.seq ?? 0));
  }

  /** Takes in new projections; `seq` is a log position at or after the rows that made them. */
  learn(projections: readonly Projection[], seq: number): void {
    for (const projection of projections) {
      if (projection.kind === 'class') this.#classes.set(projection.value.id, projection.value);
      if (projection.kind === 'assignment') this.#addAssignment(projection.value, seq);
      if (projection.kind === 'lesson') this.#files.learn(projection.value);
    }
  }

  /** The log position from which on this device reads the document (0: all along), or undefined where it does not. */
  readableSince(principal: Principal, id: DocumentId): number | undefined {
    const ref = parseDocumentId(id);
    if (!ref.ok) return undefined;
    if (principal.role === 'node') return 0;
    if (principal.dismissed || this.#isErased(ref.value)) return undefined;
    if (this.#reads(principal, ref.value.kind, 'other')) return 0;
    if (ref.value.kind === 'lesson') return this.#lessonReadableSince(principal, ref.value.id);
    const owner = this.#classOf(ref.value);
    if (owner === undefined || !principal.classes.includes(owner)) return undefined;
    return this.#reads(principal, ref.value.kind, 'class') ? (principal.granted?.get(owner) ?? 0) : undefined;
  }

  /** Whether the device may have a file: a document that it reads names it. */
  mayReadFile(principal: Principal, sha256: string): boolean {
    const lessons = this.#files.lessonsWith(sha256);
    return lessons.some((lesson) => this.readableSince(principal, lessonDocument(lesson)) !== undefined);
  }

  /**
   * Of these documents, those that became readable to this device after `after`, up to `upTo`, by the position at which they did, in order:
   * they are sent whole (S12).
   */
  grantsBetween(
    principal: Principal,
    after: number,
    upTo: number,
    ids: readonly DocumentId[],
  ): [since: number, docs: DocumentId[]][] {
    const grants = new Map<number, DocumentId[]>();
    for (const id of ids) {
      const since = this.readableSince(principal, id);
      if (since === undefined || since <= after || since > upTo) continue;
      const docs = grants.get(since);
      if (docs) docs.push(id);
      else grants.set(since, [id]);
    }
    return [...grants].sort(([a], [b]) => a - b);
  }

  /** Whether anything became readable to this device in that span by a grant; cheap, so that documents need not be listed each time. */
  anyGrantBetween(principal: Principal, after: number, upTo: number): boolean {
    const within = (since: number): boolean => since > after && since <= upTo;
    if (Math.max(this.#lastGrant, ...(principal.granted?.values() ?? [])) <= after) return false;
    if ([...(principal.granted?.values() ?? [])].some(within)) return true;
    if (this.#reads(principal, 'lesson', 'other')) return false;
    return [...this.#lessonGrants.keys()].some((lesson) => within(this.#lessonReadableSince(principal, lesson) ?? 0));
  }

  /** Of these documents, those that were taken from this device: it hides and then purges them (S12). */
  revokedOf(principal: Principal, ids: readonly DocumentId[]): DocumentId[] {
    const classes = [...(principal.revoked ?? []), ...(principal.dismissed ? principal.classes : [])];
    return ids.filter(
      (id) => this.readableSince(principal, id) === undefined && classes.some((one) => this.#belongs(id, one)),
    );
  }

  /**
   * Whether this device may hear that something of a document is kept elsewhere (S9): it serves the document's class; where no
   * class is known, it serves one with the device that keeps it.
   */
  hearsOf(principal: Principal, id: DocumentId, classesThere: readonly string[]): boolean {
    const ref = parseDocumentId(id);
    const owner = ref.ok ? this.#classOf(ref.value) : undefined;
    if (!this.#reads(principal, 'work', 'class')) return false; // an ERUN's laptop serves classes too, and hears no child's name
    return (owner === undefined ? classesThere : [owner]).some((one) => principal.classes.includes(one));
  }

  #belongs(id: DocumentId, classId: string): boolean {
    const ref = parseDocumentId(id);
    if (!ref.ok) return false;
    return ref.value.kind === 'lesson'
      ? this.#lessonGrants.get(ref.value.id)?.has(classId) === true
      : this.#classOf(ref.value) === classId;
  }

  /** Whether the push may be decoded at all: its device, its authors and, as far as known before, its document. */
  mayPush(principal: Principal, push: Push): Verdict {
    const ref = parseDocumentId(push.doc);
    if (!ref.ok) return 'bad-document-id';
    if (principal.role === 'node') return 'yes';
    if (principal.role !== 'hub' && push.device !== principal.device) return 'not-this-device';
    if (principal.role === 'teacher' && push.author !== principal.account) return 'no-right';
    if (this.#isErased(ref.value)) return 'gone';
    const owner = this.#classOf(ref.value);
    if (owner === undefined && (ref.value.kind === 'work' || ref.value.kind === 'feedback')) return 'unknown';
    const classes = [...principal.classes, ...(principal.revoked ?? [])];
    const authors = new Set([push.author, ...(push.authors ?? []).map(([, account]) => account)]);
    for (const author of authors) {
      if (this.#mayWrite({ ...principal, classes }, author, ref.value, owner)) continue;
      // An activity for a class that is not here yet, after a restore say: it comes, and the teacher need not do anything.
      const mayBeFor = ref.value.kind === 'assignment' && owner === undefined ? classes : [];
      return mayBeFor.some((one) => !this.#classes.has(one)) ? 'unknown' : 'no-right';
    }
    return 'yes';
  }

  /** Whether what the document says after the update still lies within the writer's rights. */
  mayResult(principal: Principal, push: Push, projection: Projection | undefined): Verdict {
    const ref = parseDocumentId(push.doc);
    if (principal.role === 'node' || !ref.ok || (ref.value.kind !== 'class' && ref.value.kind !== 'assignment'))
      return 'yes';
    if (!projection) return 'no-right';
    const target =
      projection.kind === 'assignment'
        ? projection.value.class
        : projection.kind === 'class'
          ? projection.value.id
          : '';
    if (projection.kind === 'assignment' && !this.#classes.has(target)) return 'unknown';
    if (projection.kind === 'class' && this.#erasesMore(projection.value) && !this.#mayErase(push.author))
      return 'no-right';
    return this.#mayWrite(principal, push.author, ref.value, target) ? 'yes' : 'no-right';
  }

  /** The owner was erased in the class that the document belongs to. */
  #isErased(ref: DocumentRef): boolean {
    if (ref.kind !== 'work' && ref.kind !== 'feedback') return false;
    const owner = this.#classes.get(this.#classOf(ref) ?? '');
    return owner?.erased?.some(({ id }) => id === ref.owner) === true;
  }

  /** An erasure is the school's or the head's to order, and nobody's to take back. */
  #mayErase(author: string): boolean {
    return author === SCHOOL_ACCOUNT || this.#adultRoleOf(author) === 'head';
  }

  #erasesMore({ id, erased }: SchoolClass): boolean {
    return JSON.stringify(erased ?? []) !== JSON.stringify(this.#classes.get(id)?.erased ?? []);
  }

  #mayWrite(principal: Principal, author: string, ref: DocumentRef, owner: string | undefined): boolean {
    const { role: device, classes } = principal;
    if (device === 'node') return true;
    const isNear = owner === undefined || classes.includes(owner);
    if (!mayCarry(device, ref.kind, isNear ? 'class' : 'other')) return false;
    const near = !isNear ? [] : owner === undefined ? classes : [owner];
    const inClass = near.some((id) => {
      const role = this.#roleIn(id, author);
      if (role === undefined || !maySpeakFrom(device, role)) return false;
      return may(role, 'write', ref.kind, this.#relation(author, ref, this.#classes.get(id)));
    });
    if (inClass || !maySpeakFrom(device, 'teacher')) return inClass;
    const adult = this.#adultRoleOf(author);
    // A teacher is one in the classes that list them, and nowhere else.
    if (adult === undefined || adult === 'disabled' || adult === 'teacher') return false;
    return may(adult, 'write', ref.kind, isNear ? 'class' : 'other');
  }

  /** What this device reads of such documents: what its kind of device holds, or what the adult whose own it is may read. */
  #reads({ role, account }: Principal, kind: DocumentRef['kind'], relation: Relation): boolean {
    if (role === 'node') return true;
    if (role !== 'teacher') return HOLDINGS[role][kind].includes(relation);
    const adult = this.#adultRoleOf(account) ?? 'teacher';
    return adult !== 'disabled' && may(adult, 'read', kind, relation);
  }

  #roleIn(classId: string, author: string): Role | undefined {
    if (author === SCHOOL_ACCOUNT) return 'school';
    const value = this.#classes.get(classId);
    if (value?.teachers.some((teacher) => teacher.id === author)) {
      // Whoever is something else by now, or nobody, is no teacher because a list still says so.
      const role = this.#adultRoleOf(author) ?? 'teacher';
      return role === 'teacher' || role === 'head' ? 'teacher' : undefined;
    }
    return value?.pupils.some((pupil) => pupil.id === author) ? 'pupil' : undefined;
  }

  /** The caller has made sure that the document belongs to this class or to none yet. */
  #relation(author: string, ref: DocumentRef, schoolClass: SchoolClass | undefined): Relation {
    if (ref.kind !== 'work' && ref.kind !== 'feedback') return 'class';
    const assignment = this.#assignments.get(ref.assignment);
    const owner = assignment && schoolClass && ownersOf(assignment, schoolClass).find((one) => one.id === ref.owner);
    if (!owner) return 'other';
    if (owner.id === author) return 'own';
    return owner.pupils.includes(author) ? 'group' : 'class';
  }

  #classOf(ref: DocumentRef): string | undefined {
    switch (ref.kind) {
      case 'class':
        return ref.id;
      case 'assignment':
        return this.#assignments.get(ref.id)?.class;
      case 'work':
      case 'feedback':
        return this.#assignments.get(ref.assignment)?.class;
      default:
        return undefined;
    }
  }

  #lessonReadableSince(principal: Principal, lesson: string): number | undefined {
    if (!this.#reads(principal, 'lesson', 'class')) return undefined;
    const grants = [...(this.#lessonGrants.get(lesson) ?? [])].filter(([id]) => principal.classes.includes(id));
    if (grants.length === 0) return undefined;
    return Math.min(...grants.map(([id, since]) => Math.max(since, principal.granted?.get(id) ?? 0)));
  }

  /**
   * The position is the assignment's own last row, so that a node that starts again finds the same or a later one;
   * a later one only sends the lesson once more.
   */
  #addAssignment(assignment: Assignment, seq: number): void {
    this.#assignments.set(assignment.id, assignment);
    const grants = this.#lessonGrants.get(assignment.lesson) ?? new Map<string, number>();
    grants.set(assignment.class, Math.min(grants.get(assignment.class) ?? Infinity, seq));
    this.#lessonGrants.set(assignment.lesson, grants);
    this.#lastGrant = Math.max(this.#lastGrant, seq);
  }
}
