import type * as Y from 'yjs';
import { writeAssignment } from '../../../src/classroom/assignment.ts';
import { writeClass } from '../../../src/classroom/class-document.ts';
import { assignmentDocument, classDocument, workDocument } from '../../../src/classroom/document-id.ts';
import type { DraftRow } from '../../../src/sync/ports.ts';
import { newYDoc } from '../../../src/sync/ydoc.ts';
import { prose } from '../words.ts';

/** A busy class: how many pupils and activities, and how many edits all their works saw together. */
export interface MonthSize {
  readonly pupils: number;
  readonly assignments: number;
  readonly edits: number;
}

export const CLASS = 'ce2-a';
/** Openings of one work: each writes under a clientID of its own (S7). */
const SESSIONS = 3;
/** Characters of an edit: a word. */
const EDIT_CHARS = 6;
/** One edit in so many goes into what stands there already; one in so many rubs a word out. */
const INSIDE_ONE_IN = 7;
const RUBS_ONE_IN = 5;
/** The work on which a group wrote all month, in edits, its members in turn. */
export const LONG_WORK_EDITS = 2_000;
const GROUP = 4;
/** ClientIDs of works begin here, those of the group's members far beyond. */
const FIRST_CLIENT = 1_000_000;
const FIRST_GROUP_CLIENT = 50_000_000;

const pupilId = (at: number): string => `eleve-${at}`;
const assignmentId = (at: number): string => `devoir-${at}`;
export const LONG_WORK = workDocument(assignmentId(0), pupilId(0));
export const USUAL_WORK = workDocument(assignmentId(60), pupilId(7));

/** How many edits each work gets. */
export const editsOfWork = ({ pupils, assignments, edits }: MonthSize): number =>
  Math.round((edits - LONG_WORK_EDITS) / (pupils * assignments));

/**
 * The rows of a month in the order in which they came, activity by activity, the same bytes wherever they are made: so a hub
 * and a tablet that saw them come can be made apart. (Only here does a clientID follow from anything.)
 */
export function* monthRows(size: MonthSize): Generator<DraftRow> {
  yield classRow(size);
  for (let at = 0; at < size.assignments; at++) {
    yield assignmentRow(at);
    yield* worksRows(size, at);
  }
}

/** One more day, on the last activities of the month. */
export function* dayRows(size: MonthSize, edits: number): Generator<DraftRow> {
  const activities = Math.max(1, Math.round(edits / (size.pupils * editsOfWork(size))));
  for (let at = 0; at < activities; at++) {
    yield assignmentRow(size.assignments + at);
    yield* worksRows(size, size.assignments + at);
  }
}

function* worksRows(size: MonthSize, assignment: number): Generator<DraftRow> {
  const works = Array.from({ length: size.pupils }, (_, at) => new PlannedWork(assignment, at, size));
  for (let open = [...works]; open.length > 0; open = open.filter((work) => !work.isDone)) {
    for (const work of open) yield work.next();
  }
}

class PlannedWork {
  readonly #doc: Y.Doc = newYDoc();
  readonly #id: string;
  readonly #pupil: number;
  readonly #firstClient: number;
  readonly #edits: number;
  readonly #text: string;
  #made = 0;

  constructor(assignment: number, pupil: number, size: MonthSize) {
    this.#id = workDocument(assignmentId(assignment), pupilId(pupil));
    this.#pupil = pupil;
    const number = assignment * 100 + pupil;
    this.#firstClient = this.#isOfGroup ? FIRST_GROUP_CLIENT : FIRST_CLIENT + number * SESSIONS;
    this.#edits = editsOfWork(size) + (this.#isOfGroup ? LONG_WORK_EDITS : 0);
    this.#text = prose(this.#edits * EDIT_CHARS, number);
  }

  get isDone(): boolean {
    return this.#made >= this.#edits;
  }

  next(): DraftRow {
    const member = this.#isOfGroup ? this.#made % GROUP : 0;
    const session = Math.floor((this.#made * SESSIONS) / this.#edits);
    this.#doc.clientID = this.#firstClient + member * SESSIONS + session;
    const update = updateOf(this.#doc, () => this.#edit(this.#doc.getText('text')));
    this.#made += 1;
    return row(this.#id, pupilId(this.#pupil + member), this.#doc.clientID, update);
  }

  get #isOfGroup(): boolean {
    return this.#id === LONG_WORK;
  }

  #edit(page: Y.Text): void {
    const at = this.#made * EDIT_CHARS;
    const inside = page.length === 0 ? 0 : (at * 31) % page.length;
    if (this.#made % RUBS_ONE_IN === RUBS_ONE_IN - 1) page.delete(inside, Math.min(EDIT_CHARS, page.length - inside));
    const isInside = this.#made % INSIDE_ONE_IN === INSIDE_ONE_IN - 1;
    page.insert(isInside ? Math.min(inside, page.length) : page.length, this.#text.slice(at, at + EDIT_CHARS));
  }
}

function classRow({ pupils }: MonthSize): DraftRow {
  const list = Array.from({ length: pupils }, (_, at) => {
    return { id: pupilId(at), firstName: `Élève ${at}`, lastName: '', level: 'CE2', animal: 'gecko', colour: 'vert' };
  });
  return written(classDocument(CLASS), 1, (doc) =>
    writeClass(doc, { name: 'CE2 A', level: 'CE2', pupils: list, groups: [], teachers: [] }),
  );
}

function assignmentRow(at: number): DraftRow {
  const audience = { kind: 'class' } as const;
  return written(assignmentDocument(assignmentId(at)), 1_000 + at, (doc) =>
    writeAssignment(doc, {
      class: CLASS,
      lesson: assignmentId(at),
      audience,
      by: 'maitresse',
      handedOutAt: at,
      closed: false,
    }),
  );
}

function written(id: string, client: number, write: (doc: Y.Doc) => void): DraftRow {
  const doc = newYDoc();
  doc.clientID = client;
  return row(
    id,
    'school',
    client,
    updateOf(doc, () => write(doc)),
  );
}

function updateOf(doc: Y.Doc, change: () => void): Uint8Array {
  let made: Uint8Array | undefined;
  doc.once('update', (update: Uint8Array) => (made = update));
  doc.transact(change);
  return made!;
}

const row = (doc: string, author: string, client: number, update: Uint8Array): DraftRow => ({
  doc,
  update,
  author,
  device: 'month',
  authors: [[client, author, 'month']],
});
