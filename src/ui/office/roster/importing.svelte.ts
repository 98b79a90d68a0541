import { acts, type Choice, closedBy, countsOf, totalOf, usualChoice } from '../../../classroom/roster/choices.ts';
import type { DiffRow, ImportMode } from '../../../classroom/roster/comparison.ts';
import { MAX_ROSTER_BYTES } from '../../../classroom/roster/roster.ts';
import type { Applied, ImportDraft, ReadingFailure, RosterDesk, RosterState } from '../../../sync/office/roster.ts';
import { Attempt } from '../attempt.svelte.ts';

/** How an import ended, for the screen after it. */
export type Ending = 'done' | 'nothing' | 'undone';
/** Why the draft on screen is none any more. */
export type Stale = 'meanwhile' | 'expired';

/**
 * One import on the screen: the school as it stands → a file is read → its differences, with a choice for each → saved.
 * The file stays at hand, so that it can be read again where the school has changed meanwhile.
 */
export class Importing {
  readonly #desk: RosterDesk;
  readonly attempt = new Attempt();
  #state: RosterState | undefined = $state.raw();
  #draft: ImportDraft | undefined = $state.raw();
  #failure: ReadingFailure | undefined = $state.raw();
  #choices: ReadonlyMap<string, Choice> = $state.raw(new Map());
  #ending: Ending | undefined = $state.raw();
  #stale: Stale | undefined = $state.raw();
  #file: Blob | undefined;
  #mode: ImportMode = 'update';

  readonly counts = $derived(this.#draft && countsOf(this.#draft, this.#choices));
  readonly total = $derived(this.counts ? totalOf(this.counts) : 0);
  readonly closing: ReadonlySet<string> = $derived(new Set(this.#draft ? closedBy(this.#draft, this.#choices) : []));
  /** Two rows that mean one pupil. */
  readonly isTwice = $derived.by(() => {
    const meant = [...this.#choices.values()].filter((choice) => choice.startsWith('is:'));
    return new Set(meant).size < meant.length;
  });

  constructor(desk: RosterDesk) {
    this.#desk = desk;
  }

  get state(): RosterState | undefined {
    return this.#state;
  }
  get draft(): ImportDraft | undefined {
    return this.#draft;
  }
  get failure(): ReadingFailure | undefined {
    return this.#failure;
  }
  get ending(): Ending | undefined {
    return this.#ending;
  }
  get stale(): Stale | undefined {
    return this.#stale;
  }

  async load(): Promise<void> {
    const answer = await this.attempt.make(() => this.#desk.state());
    if (answer) this.#state = answer.value;
  }

  async read(file: Blob, mode: ImportMode): Promise<void> {
    this.#file = file;
    this.#mode = mode;
    this.#ending = undefined;
    this.#stale = undefined;
    this.#failure = undefined;
    // Nobody waits for a film to travel only to hear that it is none.
    if (file.size > MAX_ROSTER_BYTES)
      return void (this.#failure = { kind: 'too-big', unit: 'bytes', max: MAX_ROSTER_BYTES });
    const answer = await this.attempt.make(() => this.#desk.read(file, mode));
    if (!answer) return;
    if (answer.value.kind === 'failure') return void (this.#failure = answer.value.failure);
    this.#choices = new Map();
    this.#draft = answer.value;
  }

  /** The same file again, against the school of now. */
  async readAgain(): Promise<void> {
    if (this.#file) await this.read(this.#file, this.#mode);
  }

  putAside(): void {
    this.#draft = undefined;
    this.#file = undefined;
    this.#stale = undefined;
    this.attempt.forget();
  }

  choiceOf(row: DiffRow): Choice {
    return this.#choices.get(row.id) ?? usualChoice(row, this.#mode);
  }

  acts(row: DiffRow): boolean {
    return acts(this.choiceOf(row));
  }

  choose(row: DiffRow, choice: Choice): void {
    this.#choices = new Map(this.#choices).set(row.id, choice);
  }

  async save(): Promise<void> {
    const draft = this.#draft;
    if (!draft) return;
    const answer = await this.attempt.make(() => this.#desk.apply(draft.id, this.#choices));
    if (answer) return this.#end(answer.value);
    const { trouble } = this.attempt;
    if (trouble?.why === 'refused' && trouble.code === 'not-found') this.#stale = 'expired';
  }

  async undo(): Promise<void> {
    const id = this.#state?.last?.id;
    if (id === undefined) return;
    const answer = await this.attempt.make(() => this.#desk.undo(id));
    await this.load();
    this.#ending = answer?.value.kind === 'undone' ? 'undone' : undefined;
  }

  async #end(applied: Applied): Promise<void> {
    if (applied.kind === 'changed-meanwhile') return void (this.#stale = 'meanwhile');
    this.putAside();
    await this.load();
    this.#ending = applied.kind;
  }
}
