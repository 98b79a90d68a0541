import * as Y from 'yjs';
import type { Log } from '../base/log.ts';
import { Signal } from '../base/observable.ts';
import type { SchoolClass } from '../classroom/class-document.ts';
import { classDocument, type DocumentId, parseDocumentId, workDocument } from '../classroom/document-id.ts';
import { forgetEntries, speaksOf } from '../classroom/erased-entries.ts';
import type { Projection } from '../classroom/projection.ts';
import { type Compaction, isDamaged, type LogStore, type ProjectionStore, StorageFailure } from './ports.ts';
import type { Projector } from './projector.ts';
import { namesOf, saysTheSame } from './together.ts';
import { hasGap, ydocOf } from './ydoc.ts';

/** What one run took out of this log for one erasure. */
export interface Taken {
  readonly erasure: string;
  readonly pupil: string;
  readonly documents: number;
  readonly rows: number;
}

export interface ErasingParts {
  readonly log: LogStore;
  readonly projections: ProjectionStore;
  readonly projector: Projector;
  readonly receipted: Compaction['receipted'];
  readonly journal: Log;
}

/**
 * Carries out the erasures that class lists order, on each node and each device alike: the order travels as the lists do, so it
 * reaches whoever held the class, also one that was restored from an old copy. A pupil's works leave the log, whether they were
 * sent or not; what the list said of them leaves its rows and its archive. Doing it again finds nothing.
 */
export class Erasing {
  readonly #parts: ErasingParts;
  readonly #stops: (() => void)[] = [];
  #turn: Promise<void> = Promise.resolve();
  #whole: readonly string[] = [];
  #isWaiting = false;
  /** Pupils whose works are to be taken out, as the last run saw. */
  #pupils: ReadonlySet<string> = new Set();
  /** Lists of which no copy was left, and what was ordered of them by then. */
  readonly #cleaned = new Map<DocumentId, string>();
  /** Documents of which no copy may stay in memory or beside the log. */
  readonly forgotten = new Signal<readonly DocumentId[]>();
  /** After each run that found something, or that made an erasure whole. */
  readonly done = new Signal<readonly Taken[]>();

  constructor(parts: ErasingParts) {
    this.#parts = parts;
  }

  /** Erasures of which nothing is left here. */
  get whole(): readonly string[] {
    return this.#whole;
  }

  /** Resolves when all that is ordered by now is done; from then on it follows the projections. */
  async start(): Promise<void> {
    this.#stops.push(
      this.#parts.projector.projected.subscribe(({ made }) => {
        if (made.some((projection) => this.#mayConcern(projection))) void this.run();
      }),
    );
    await this.run();
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  /** Call when rows were settled: a list that waits for that is cleaned then. */
  settled(): void {
    if (this.#isWaiting) void this.run();
  }

  /** One run after the other. Never rejects: what fails is done by the next run, and nothing says before that it was done. */
  run(): Promise<void> {
    this.#turn = this.#turn
      .then(() => this.#carryOut())
      .catch((cause: unknown) => {
        this.#isWaiting = true;
        this.#parts.journal.error('an erasure is late', { cause: String(cause) });
      });
    return this.#turn;
  }

  async #carryOut(): Promise<void> {
    const classes = (await this.#parts.projections.all('class')).filter(({ erased }) => erased);
    if (classes.length === 0) return;
    this.#pupils = new Set(classes.flatMap(({ erased = [] }) => erased.map(({ id }) => id)));
    const taken = await this.#takeWorks(classes);
    const unclean = new Set<string>();
    for (const one of classes) {
      if (!(await this.#clean(one))) for (const { erasure } of one.erased ?? []) unclean.add(erasure);
    }
    this.#isWaiting = unclean.size > 0;
    const ordered = new Set(classes.flatMap(({ erased = [] }) => erased.map(({ erasure }) => erasure)));
    const whole = [...ordered].filter((erasure) => !unclean.has(erasure)).sort();
    const isNews = taken.length > 0 || whole.join() !== this.#whole.join();
    this.#whole = whole;
    if (isNews) this.done.emit(taken);
  }

  /** A list with an order in it; or a work that came while its owner's works were being taken out. */
  #mayConcern({ kind, value }: Projection): boolean {
    return kind === 'class' ? value.erased !== undefined : kind === 'work' && this.#pupils.has(value.owner);
  }

  async #takeWorks(classes: readonly SchoolClass[]): Promise<Taken[]> {
    const { log, projections } = this.#parts;
    const classOf = new Map((await projections.all('assignment')).map((one) => [one.id, one.class]));
    const works = (await projections.all('work')).map(({ assignment, owner }) => workDocument(assignment, owner));
    const known = [...new Set([...(await log.documentIds()), ...works])];
    const taken: Taken[] = [];
    for (const { id, erased = [] } of classes) {
      for (const { id: pupil, erasure } of erased) {
        const docs = known.filter((doc) => isOwnedBy(doc, pupil, (assignment) => classOf.get(assignment) ?? id, id));
        if (docs.length === 0) continue;
        // First what is made of them: an interrupted run finds them again in the log.
        await projections.remove(docs);
        const { documents, rows } = await log.erase(docs);
        this.forgotten.emit(docs);
        if (documents.length > 0) taken.push({ erasure, pupil, documents: documents.length, rows });
      }
    }
    return taken;
  }

  /** Whether the class's rows say nothing of those who were erased, now. */
  async #clean({ id, erased = [] }: SchoolClass): Promise<boolean> {
    const { log, receipted, journal } = this.#parts;
    const doc = classDocument(id);
    const pupils = erased.map((one) => one.id);
    const speaks = (ydoc: Y.Doc) => pupils.some((pupil) => speaksOf(ydoc, pupil));
    const [rows, isSaid] = await Promise.all([log.rowsOf(doc), this.#isSaidBefore(doc, speaks)]);
    const last = rows.at(-1);
    if (!last) return true;
    const orders = erased.map(({ erasure }) => erasure).join();
    const ydoc = ydocOf(rows);
    if (!speaks(ydoc) && !isSaid) {
      // It was cleaned before a start, or by another server: copies may be left, and losing one loses nothing.
      if (this.#cleaned.get(doc) !== orders) this.#forgetCopies(doc, orders);
      return true;
    }
    if (hasGap(ydoc)) return false;
    for (const pupil of pupils) forgetEntries(ydoc, pupil);
    const update = Y.encodeStateAsUpdate(ydoc);
    // Somebody's later entry is for the node to take back first; and nothing is worth a doubt about the rest of the list.
    if (speaks(ydocOf([{ update }])) || !saysTheSame(ydoc, update)) return false;
    const row = { ...namesOf(rows), doc, update };
    try {
      if (!(await log.compact({ row, upTo: last.seq, receipted, archive: 'dropped' }))) return false;
    } catch (cause) {
      if (!(cause instanceof StorageFailure)) throw cause;
      journal.warn('a class list could not be cleaned yet', { doc, reason: cause.reason });
      return false;
    }
    this.#forgetCopies(doc, orders);
    return true;
  }

  /** Whether the list's older rows speak of them; those that this disk damaged may say anything. */
  async #isSaidBefore(doc: DocumentId, speaks: (ydoc: Y.Doc) => boolean): Promise<boolean> {
    const { log } = this.#parts;
    if ((await log.held()).some(({ row, reason }) => row.doc === doc && isDamaged(reason))) return true;
    try {
      return speaks(ydocOf(await log.archivedRowsOf(doc)));
    } catch (cause) {
      if (cause instanceof StorageFailure && cause.reason === 'corrupt') return true;
      throw cause;
    }
  }

  #forgetCopies(doc: DocumentId, orders: string): void {
    this.#cleaned.set(doc, orders);
    this.forgotten.emit([doc]);
  }
}

function isOwnedBy(doc: DocumentId, pupil: string, classOf: (assignment: string) => string, classId: string): boolean {
  const ref = parseDocumentId(doc);
  if (!ref.ok || !('owner' in ref.value)) return false;
  return ref.value.owner === pupil && classOf(ref.value.assignment) === classId;
}
