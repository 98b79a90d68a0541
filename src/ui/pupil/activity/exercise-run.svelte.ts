import type * as Y from 'yjs';
import {
  type Answers,
  type Exercise,
  type Mark,
  markExercise,
  markQuestion,
  type Question,
} from '../../../classroom/exercise.ts';
import { answer, readAnswers } from '../../../classroom/work.ts';

/** A pupil's way through an exercise: one question at a time, answered into the work's document, marked when they ask. */
export class ExerciseRun {
  readonly #doc: Y.Doc;
  readonly #step: string;
  readonly #exercise: Exercise;
  #answers: Answers = $state.raw({});
  #position = $state(0);
  /** Questions whose marking is on show. */
  #checked: ReadonlySet<string> = $state.raw(new Set());

  constructor(doc: Y.Doc, step: string, exercise: Exercise) {
    this.#doc = doc;
    this.#step = step;
    this.#exercise = exercise;
    this.#read();
  }

  /** Follows the document, which a friend of the group may write too; returns the way to stop. */
  start(): () => void {
    const read = () => this.#read();
    this.#doc.on('update', read);
    read();
    return () => this.#doc.off('update', read);
  }

  get position(): number {
    return this.#position;
  }

  get total(): number {
    return this.#exercise.questions.length;
  }

  get question(): Question {
    return this.#exercise.questions[this.#position] as Question;
  }

  get ticked(): readonly string[] {
    return this.#answers[this.question.id] ?? [];
  }

  /** The mark on show, or undefined while the pupil is still thinking. */
  get mark(): Mark | undefined {
    return this.#checked.has(this.question.id) ? markQuestion(this.question, this.ticked) : undefined;
  }

  get isLast(): boolean {
    return this.#position === this.total - 1;
  }

  /** Right answers of the questions that were checked. */
  get right(): number {
    const checked = this.#exercise.questions.filter((question) => this.#checked.has(question.id));
    return markExercise({ questions: checked }, this.#answers).right;
  }

  get allChecked(): boolean {
    return this.#checked.size === this.total;
  }

  tick(choice: string): void {
    const others = this.ticked.filter((id) => id !== choice);
    const wasTicked = others.length < this.ticked.length;
    answer(
      this.#doc,
      this.#step,
      this.question.id,
      this.question.single ? [choice] : wasTicked ? others : [...others, choice],
    );
    this.#think();
  }

  check(): void {
    this.#checked = new Set([...this.#checked, this.question.id]);
  }

  tryAgain(): void {
    answer(this.#doc, this.#step, this.question.id, []);
    this.#think();
  }

  go(step: 1 | -1): void {
    this.#position = Math.min(this.total - 1, Math.max(0, this.#position + step));
  }

  #think(): void {
    this.#checked = new Set([...this.#checked].filter((id) => id !== this.question.id));
  }

  #read(): void {
    this.#answers = readAnswers(this.#doc)[this.#step] ?? {};
  }
}
