import { Signal } from '../base/observable.ts';
import type { DocumentId } from '../classroom/document-id.ts';
import { type Projection, project } from '../classroom/projection.ts';
import type { DocumentCache } from './document-cache.ts';
import type { LogStore, ProjectionStore } from './ports.ts';

/** Rows looked at in one step; each step is stored before the next begins. */
const STEP_ROWS = 5_000;

/**
 * Brings the projections up to the log's end. The position is stored with them, so after a crash it goes on where it was:
 * a row is never in the log without its projection for longer than it takes to start again.
 */
export class Projector {
  readonly #log: LogStore;
  readonly #projections: ProjectionStore;
  readonly #documents: DocumentCache;
  #running: Promise<void> | undefined;
  #again = false;
  /** After each step: the projections that were made anew, now stored, and the log position they go up to. */
  readonly projected = new Signal<{ readonly made: readonly Projection[]; readonly position: number }>();

  constructor(log: LogStore, projections: ProjectionStore, documents: DocumentCache) {
    this.#log = log;
    this.#projections = projections;
    this.#documents = documents;
  }

  /** Resolves when every row that is in the log now has its projection. */
  async catchUp(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#runUntilDone().finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** Throws all projections away and makes them again. */
  async rebuild(): Promise<void> {
    await this.#projections.clear();
    await this.catchUp();
  }

  async #runUntilDone(): Promise<void> {
    do {
      this.#again = false;
      while (await this.#step());
    } while (this.#again);
  }

  async #step(): Promise<boolean> {
    const [{ seq: head }, position] = await Promise.all([this.#log.head(), this.#projections.position()]);
    // A log that ends before the projections was restored to an earlier image: make them all again.
    if (position > head) await this.#projections.clear();
    const from = position > head ? 0 : position;
    if (from === head) return false;
    const upTo = Math.min(head, from + STEP_ROWS);
    const rows = await this.#log.rowsBetween(from, upTo);
    const made = await this.#project(new Set(rows.map((row) => row.doc)));
    await this.#projections.put(made, upTo);
    this.projected.emit({ made, position: upTo });
    return upTo < head;
  }

  async #project(docs: ReadonlySet<DocumentId>): Promise<Projection[]> {
    const made: Projection[] = [];
    for (const id of docs) {
      if (id === '') continue; // what is left of a purged row
      const projection = project(id, await this.#documents.get(id));
      if (projection) made.push(projection);
    }
    return made;
  }
}
