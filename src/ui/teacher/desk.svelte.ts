import { type Assignment, ownersOf } from '../../classroom/assignment.ts';
import type { SchoolClass } from '../../classroom/class-document.ts';
import { type DocumentId, workDocument } from '../../classroom/document-id.ts';
import type { Lesson } from '../../classroom/lesson.ts';
import type { Work } from '../../classroom/work.ts';
import type { Cartable, FileState } from '../../sync/facade.ts';
import { observed } from '../observed.svelte.ts';
import { audienceKey, boardOf, progressOf, type Tile } from './board.ts';

/** What lies on the teacher's desk: one class at a time, its lessons, what is handed out and the works. Made while a component is set up. */
export class Desk {
  readonly #enrolment;
  readonly #classes;
  readonly #lessons;
  readonly #assignments;
  readonly #works;
  readonly #files;
  #chosen: string | undefined = $state();

  constructor(cartable: Cartable) {
    this.#enrolment = observed(() => cartable.enrolment);
    this.#classes = observed(() => cartable.all('class'));
    this.#lessons = observed(() => cartable.all('lesson'));
    this.#assignments = observed(() => cartable.all('assignment'));
    this.#works = observed(() => cartable.all('work'));
    this.#files = observed(() => cartable.files);
  }

  get enrolment() {
    return this.#enrolment;
  }

  /** False until this device's store has spoken: nothing is called missing before. */
  get known(): boolean {
    return this.#enrolment.known && this.#classes.known && this.#lessons.known && this.#assignments.known;
  }

  readonly classes: readonly SchoolClass[] = $derived.by(() => {
    const served = this.#enrolment.value?.classes ?? [];
    const here = (this.#classes.value ?? []).filter((one) => served.includes(one.id) && !one.closed);
    return here.sort((a, b) => a.name.localeCompare(b.name, 'fr', { numeric: true }));
  });

  readonly schoolClass: SchoolClass | undefined = $derived(
    this.classes.find((one) => one.id === this.#chosen) ?? this.classes[0],
  );

  choose(id: string): void {
    this.#chosen = id;
  }

  readonly lessons: readonly Lesson[] = $derived.by(() =>
    [...(this.#lessons.value ?? [])].sort((a, b) => a.title.localeCompare(b.title, 'fr', { numeric: true })),
  );

  lesson(id: string): Lesson | undefined {
    return this.lessons.find((one) => one.id === id);
  }

  /** This class's, by title, then whole class before groups before pupils: no clock decides the order (S6). */
  readonly #ofClass: readonly Assignment[] = $derived.by(() => {
    const mine = (this.#assignments.value ?? []).filter((one) => one.class === this.schoolClass?.id);
    const key = (one: Assignment) => `${this.lesson(one.lesson)?.title ?? ''} ${audienceKey(one.audience)} ${one.id}`;
    return mine.sort((a, b) => key(a).localeCompare(key(b), 'fr', { numeric: true }));
  });

  readonly open: readonly Assignment[] = $derived(this.#ofClass.filter((one) => !one.closed));

  /** Taken back, but for those that no pupil had begun: there is nothing to read in them. */
  readonly closed: readonly Assignment[] = $derived(
    this.#ofClass.filter((one) => one.closed && this.#worksOf(one).some((work) => progressOf(work) !== 'not-begun')),
  );

  assignment(id: string): Assignment | undefined {
    return this.#ofClass.find((one) => one.id === id);
  }

  #worksOf(assignment: Assignment): Work[] {
    return (this.#works.value ?? []).filter((work) => work.assignment === assignment.id);
  }

  work(assignment: string, owner: string): Work | undefined {
    return this.#works.value?.find((work) => work.assignment === assignment && work.owner === owner);
  }

  board(assignment: Assignment): Tile[] {
    if (!this.schoolClass) return [];
    return boardOf(assignment, this.lesson(assignment.lesson), this.schoolClass, this.#works.value ?? []);
  }

  /** The works' documents, begun or not. */
  documents(assignment: Assignment): DocumentId[] {
    if (!this.schoolClass) return [];
    return ownersOf(assignment, this.schoolClass).map((owner) => workDocument(assignment.id, owner.id));
  }

  get files(): ReadonlyMap<string, FileState> {
    return this.#files.value ?? new Map();
  }
}
