import { createHash } from 'node:crypto';
import { newId } from '../../base/ids.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { SchoolClass } from '../../classroom/class-document.ts';
import { classDocument } from '../../classroom/document-id.ts';
import { areChoices, type Choices, countsOf } from '../../classroom/roster/choices.ts';
import type { ImportMode, Known } from '../../classroom/roster/comparison.ts';
import { compareRoster, type ComparedSchool } from '../../classroom/roster/compare-roster.ts';
import { editClass } from '../../classroom/roster/edit-class.ts';
import { type ImportPlan, planImport } from '../../classroom/roster/plan-import.ts';
import { readRosterFile } from '../../classroom/roster/read-roster-file.ts';
import type { ReadRoster, RosterFailure } from '../../classroom/roster/roster.ts';
import { changesOf, pupilOnce } from '../../classroom/roster/taking-back.ts';
import type { Applied, RosterState, Undo } from '../../protocol/office/roster.ts';
import type { ProjectionStore } from '../../sync/ports.ts';
import { openList, type OpenList, type SchoolWriterParts, writeLists } from '../school-writes.ts';
import { type Draft, Drafts } from './drafts.ts';
import { hashIn, type ImportBook, type ImportEdits } from './import-book.ts';
import { planUndo } from './undo-import.ts';

export interface RosterDeskParts extends SchoolWriterParts {
  readonly book: ImportBook;
  readonly projections: ProjectionStore;
  /** Whether a node stands above this one: then classes are made there. */
  readonly hasUpstream: boolean;
  readonly now: () => number;
}

/** Reads class lists, says what they would change, and writes what a person chose of it. */
export class RosterDesk {
  readonly #parts: RosterDeskParts;
  readonly #drafts: Drafts;
  /** One import or undo at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: RosterDeskParts) {
    this.#parts = parts;
    this.#drafts = new Drafts(parts.now);
  }

  /** Call once at the start: an import that was cut short made nobody leave. */
  async settle(): Promise<void> {
    await this.#school();
  }

  /** Reads and compares; nothing is written, and nothing is kept of a file that is none. */
  async draft(
    bytes: Uint8Array,
    mode: ImportMode,
    account: string,
  ): Promise<Result<Draft & { readonly read: ReadRoster }, RosterFailure>> {
    const read = readRosterFile(bytes);
    if (!read.ok) return err(read.error);
    const school = await this.#school();
    const compared = compareRoster(read.value.roster, school, mode);
    const draft = { id: newId(), account, at: this.#parts.now(), compared, basis: basisOf(school) };
    this.#drafts.keep(draft);
    return ok({ ...draft, read: read.value });
  }

  /** The draft of this person, or undefined where it has waited too long. */
  find(id: string, account: string): Draft | undefined {
    return this.#drafts.find(id, account);
  }

  /** Ids of the classes and leavers that these choices are about. */
  async aboutOf({ compared }: Draft, choices: Choices): Promise<string[]> {
    const { edits, leavers } = planImport(compared, choices, { school: (await this.#school()).classes, newId });
    return [...edits.map(({ id }) => id), ...leavers.map(({ pupil }) => pupil)];
  }

  /** Undefined where the choices are none of this draft. */
  apply(draft: Draft, choices: Choices): Promise<Applied | undefined> {
    return this.#inTurn(async () => {
      if (!areChoices(draft.compared, choices)) return undefined;
      const school = await this.#school();
      if (basisOf(school) !== draft.basis) return { kind: 'changed-meanwhile' };
      const plan = planImport(draft.compared, choices, { school: school.classes, newId });
      const id = newId();
      const { lists, keys } = await this.#write(plan, id);
      if (keys.length === 0) return { kind: 'nothing' };
      const counts = countsOf(draft.compared, choices);
      const { epoch } = await this.#parts.store.head();
      // Who left is noted before the lists lose them: cut short in between, they are listed and the note goes.
      this.#parts.book.add({ ...plan, id, account: draft.account, epoch, keys, counts });
      try {
        await writeLists(this.#parts, lists);
      } catch (cause) {
        this.#parts.book.drop(id);
        throw cause;
      }
      this.#drafts.drop(draft.id);
      return { kind: 'done', id, counts };
    });
  }

  async state(): Promise<RosterState> {
    const { classes, mayMakeClasses } = await this.#school();
    const last = this.#parts.book.last();
    const open = classes.filter(({ closed }) => !closed);
    return {
      classes: open.length,
      pupils: open.reduce((sum, { pupils }) => sum + pupils.length, 0),
      mayMakeClasses,
      last: last
        ? { id: last.id, at: last.at, by: last.account, counts: last.counts, undo: (await this.#undoOf(last.id)).undo }
        : null,
    };
  }

  /** Takes the last import back, or says why not; undefined where this is not the last one. */
  undo(id: string): Promise<Undo | undefined> {
    return this.#inTurn(async () => {
      if (this.#parts.book.last()?.id !== id) return undefined;
      const { undo, lists } = await this.#undoOf(id);
      if (undo.kind !== 'possible') return undo;
      await writeLists(this.#parts, lists);
      this.#parts.book.undone(id);
      return { kind: 'undone', names: [] };
    });
  }

  async #undoOf(id: string): Promise<{ undo: Undo; lists: readonly OpenList[] }> {
    const { book } = this.#parts;
    const last = book.last();
    if (!last || last.id !== id || last.undone_at !== null) return { undo: { kind: 'undone', names: [] }, lists: [] };
    if (book.isTooOld(last)) return { undo: { kind: 'too-old', names: [] }, lists: [] };
    return planUndo(last, this.#parts);
  }

  /** Makes the edits in memory, and says which places they change; lists in which nothing changes are left out. */
  async #write({ edits }: ImportPlan, id: string): Promise<{ lists: OpenList[]; keys: ImportEdits['keys'] }> {
    const lists: OpenList[] = [];
    const keys: ImportEdits['keys'] = [];
    for (const edit of edits) {
      const list = await openList(this.#parts.store, edit.id);
      const changes = changesOf(list.ydoc, () => editClass(list.ydoc, edit, newId));
      if (changes.length === 0) continue;
      lists.push(list);
      for (const { map, key, before, after } of changes)
        keys.push({ class: edit.id, map, key, before: hashIn(id, before), after: hashIn(id, after) });
    }
    return { lists, keys };
  }

  async #school(): Promise<ComparedSchool> {
    const { projections, hasUpstream, book } = this.#parts;
    const classes = [...(await projections.all('class'))].sort((a, b) => (a.id < b.id ? -1 : 1));
    book.forgetListed(new Set(classes.flatMap(({ pupils }) => pupils.map(({ id }) => id))));
    return { classes, leavers: await this.#leavers(classes), mayMakeClasses: !hasUpstream };
  }

  /** Who left, by what the history of their list still says of them: they may come back. */
  async #leavers(classes: readonly SchoolClass[]): Promise<Known[]> {
    const known: Known[] = [];
    for (const { pupil: id, class: classId } of this.#parts.book.leavers()) {
      const one = classes.find((other) => other.id === classId);
      const pupil = one && pupilOnce(await this.#parts.station.documents.get(classDocument(classId)), id);
      if (pupil) known.push({ pupil, classId, className: one.name, groups: [], hasLeft: true });
    }
    return known;
  }

  #inTurn<Value>(task: () => Promise<Value>): Promise<Value> {
    const turn = this.#turn.then(task);
    this.#turn = turn.catch(() => undefined); // whoever asked hears of it; the next has its turn
    return turn;
  }
}

/** All that a comparison rests on; codes and cards are no part of it. */
function basisOf({ classes, leavers }: ComparedSchool): string {
  const state = classes.map(({ id, name, closed, pupils, groups }) => [
    ...[id, name, closed],
    pupils.map(({ id: pupil, firstName, lastName, level }) => [pupil, firstName, lastName, level]),
    groups,
  ]);
  const left = leavers.map(({ pupil }) => pupil.id);
  return createHash('sha256')
    .update(JSON.stringify([state, left]))
    .digest('base64url');
}
