import * as v from 'valibot';
import type { Log } from '../base/log.ts';
import { type Assignment, ownersOf } from '../classroom/assignment.ts';
import {
  assignmentDocument,
  classDocument,
  type DocumentId,
  lessonDocument,
  parseDocumentId,
  workDocument,
} from '../classroom/document-id.ts';
import { filesOf } from '../classroom/lesson.ts';
import { InlineInspector } from './inline-inspector.ts';
import type {
  CheckpointStore,
  Clock,
  DeviceStore,
  FileStore,
  Link,
  LogStore,
  ProjectionStore,
  ReceiptLevel,
} from './ports.ts';
import { reconcile } from './reconcile.ts';

const DAY_MS = 24 * 60 * 60_000;

export interface RetentionSettings {
  /** How far up a document must lie before it may leave (S13). */
  readonly level: Extract<ReceiptLevel, 2 | 3>;
  /** How long this device must have known an activity to be taken back, in milliseconds by its own clock. */
  readonly closedForMs: number;
}

export const DEFAULT_RETENTION: RetentionSettings = { level: 3, closedForMs: 30 * DAY_MS };

export interface RetentionParts {
  /** This device's id at its upstream. */
  readonly device: string;
  readonly log: LogStore;
  readonly projections: ProjectionStore;
  readonly files: FileStore;
  readonly words: DeviceStore;
  /** Runs a task while no answer of the upstream is being stored: its rows may build on what would leave. */
  readonly inTurn: <Value>(task: () => Promise<Value>) => Promise<Value>;
  readonly checkpoints: Pick<CheckpointStore, 'forget'>;
  /** Stops the download of files that leave. */
  readonly downloads: { forget(sha256s: Iterable<string>): void };
  readonly clock: Pick<Clock, 'now'>;
  readonly journal: Log;
  readonly settings?: RetentionSettings;
}

const NAME = 'retention';
const MemorySchema = v.object({
  /** Per assignment that was seen closed: since when, by this device's clock, and whether it has left. */
  closed: v.record(v.string(), v.object({ since: v.number(), left: v.boolean() })),
  /** Files on their way out: what an interrupted tidying left undone. */
  files: v.array(v.string()),
});
type Memory = v.InferOutput<typeof MemorySchema>;

export interface Left {
  readonly documents: readonly DocumentId[];
  readonly files: readonly string[];
}

/**
 * What may leave a tablet (S13): an activity that was taken back long ago, with all its works, once every row of them has the
 * receipt that the settings ask for; its lesson and that lesson's files, when nothing else here needs them. Activities leave
 * whole or not at all. How long ago is counted from the moment at which this device first saw it closed, by its own clock (S6).
 */
export class Retention {
  readonly #parts: RetentionParts;
  readonly #settings: RetentionSettings;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
    this.#settings = parts.settings ?? DEFAULT_RETENTION;
  }

  /** Lets go of what may leave. An interrupted tidying is finished by the next one. */
  async tidy(): Promise<Left> {
    const { checkpoints, inTurn, journal } = this.#parts;
    const documents = await inTurn(() => this.#letGo());
    await this.#forgetProjections();
    for (const doc of documents) await checkpoints.forget(doc);
    const files = await this.#removeFiles();
    if (documents.length > 0) journal.info('left this device', { documents: documents.length, files: files.length });
    return { documents, files };
  }

  async #letGo(): Promise<DocumentId[]> {
    const { log, projections } = this.#parts;
    const [{ seq }, position, assignments] = await Promise.all([
      log.head(),
      projections.position(),
      projections.all('assignment'),
    ]);
    const memory = await this.#noteClosed(assignments);
    const leaving = await this.#leaving(memory, assignments);
    // An activity may have been opened again by a row that the projections do not know yet: then nothing leaves this time.
    if (position < seq || leaving.assignments.size === 0) {
      await this.#remember(memory);
      return [];
    }
    const lessons = await this.#lessonsLeft(assignments, leaving.assignments);
    const unneeded = await this.#filesOf(lessons);
    // Before anything leaves: what is interrupted after this is known to have left, at worst too early.
    const closed = { ...memory.closed, ...this.#marked(memory, leaving.assignments) };
    await this.#remember({ closed, files: [...new Set([...memory.files, ...unneeded])] });
    return log.purge([...leaving.documents, ...lessons]);
  }

  /**
   * Makes whole what came back: an activity that was opened again, or asked for, with its works and its lesson; and a lesson that
   * left and was handed out anew. They do not come by themselves, since this device's cursor is past them. Throws LinkError.
   */
  async completeReturned(link: Link): Promise<void> {
    const { log, projections } = this.#parts;
    const [assignments, memory, ids] = await Promise.all([
      projections.all('assignment'),
      this.#memory(),
      log.documentIds(),
    ]);
    const here = new Set(ids);
    const back = assignments.filter(({ id }) => memory.closed[id]?.left);
    const works = new Map(await Promise.all(back.map(async (one) => [one.id, await this.#worksOf(one)] as const)));
    const lessons = assignments.map(({ lesson }) => lessonDocument(lesson)).filter((doc) => !here.has(doc));
    const wanted = [...new Set([...[...works.values()].flat(), ...lessons])];
    if (wanted.length === 0) return;
    await this.#ask(link, wanted);
    await this.#stay(
      back.map(({ id }) => id).filter((id) => works.get(id)!.length > 0),
      { left: false },
    );
  }

  /** Brings activities back that left, for as long again. They are whole after `completeReturned`. Throws LinkError. */
  async bringBack(link: Link, assignments: readonly string[]): Promise<void> {
    await this.#stay(assignments, { left: true });
    await this.#ask(link, assignments.map(assignmentDocument));
  }

  async #ask(link: Link, documents: readonly DocumentId[]): Promise<void> {
    const { device, log, journal } = this.#parts;
    await reconcile({ device, log, journal, inspector: new InlineInspector(log) }, link, documents);
  }

  /** Empty where the class is not known yet: then the works are asked for later. */
  async #worksOf(assignment: Assignment): Promise<DocumentId[]> {
    const schoolClass = await this.#parts.projections.get('class', classDocument(assignment.class));
    return schoolClass ? ownersOf(assignment, schoolClass).map(({ id }) => workDocument(assignment.id, id)) : [];
  }

  async #noteClosed(assignments: readonly Assignment[]): Promise<Memory> {
    const memory = await this.#memory();
    const now = this.#parts.clock.now();
    // A clock that was put back would keep for years what is closed, or what came again of what has left: it is counted anew.
    const closed = new Map(
      Object.entries(memory.closed).map(([id, { since, left }]) => [id, { since: Math.min(since, now), left }]),
    );
    for (const { id, closed: isClosed } of assignments) {
      const known = closed.get(id);
      if (!isClosed && known?.left) continue; // `completeReturned` has yet to make it whole
      if (!isClosed) closed.delete(id);
      else if (!known) closed.set(id, { since: now, left: false });
    }
    return { ...memory, closed: Object.fromEntries(closed) };
  }

  /** Assignments that were closed long enough ago and all of whose documents here are receipted, with those documents. */
  async #leaving(
    { closed }: Memory,
    assignments: readonly Assignment[],
  ): Promise<{ assignments: ReadonlySet<string>; documents: readonly DocumentId[] }> {
    const { log, clock } = this.#parts;
    const open = new Set(assignments.flatMap((assignment) => (assignment.closed ? [] : [assignment.id])));
    const due = new Set(
      Object.keys(closed).filter(
        (id) => !open.has(id) && clock.now() - closed[id]!.since >= this.#settings.closedForMs,
      ),
    );
    const documents = (await log.documentIds()).filter((doc) => due.has(assignmentOf(doc) ?? ''));
    const levels = await log.levels(documents);
    const missing = documents.filter((_, i) => levels[i]! < this.#settings.level).map(assignmentOf);
    for (const id of missing) due.delete(id!);
    return { assignments: due, documents: documents.filter((doc) => due.has(assignmentOf(doc)!)) };
  }

  /** Lessons that only the leaving assignments name, if they are receipted too. */
  async #lessonsLeft(assignments: readonly Assignment[], leaving: ReadonlySet<string>): Promise<DocumentId[]> {
    const staying = new Set(assignments.flatMap(({ id, lesson }) => (leaving.has(id) ? [] : [lesson])));
    const lessons = assignments.flatMap(({ id, lesson }) => (leaving.has(id) && !staying.has(lesson) ? [lesson] : []));
    const documents = [...new Set(lessons)].map(lessonDocument);
    const levels = await this.#parts.log.levels(documents);
    return documents.filter((_, i) => levels[i]! >= this.#settings.level);
  }

  async #filesOf(lessons: readonly DocumentId[]): Promise<string[]> {
    const values = await Promise.all(lessons.map((doc) => this.#parts.projections.get('lesson', doc)));
    return values.flatMap((lesson) => (lesson ? filesOf(lesson) : [])).map(({ sha256 }) => sha256);
  }

  /** Projections of documents that are not in the log any more, also those that an earlier tidying had no time for. */
  async #forgetProjections(): Promise<void> {
    const { log, projections } = this.#parts;
    const [works, assignments, lessons] = await Promise.all([
      projections.all('work'),
      projections.all('assignment'),
      projections.all('lesson'),
    ]);
    const projected = [
      ...works.map(({ assignment, owner }) => workDocument(assignment, owner)),
      ...assignments.map(({ id }) => assignmentDocument(id)),
      ...lessons.map(({ id }) => lessonDocument(id)),
    ];
    const here = new Set(await log.documentIds());
    const gone = projected.filter((doc) => !here.has(doc));
    if (gone.length > 0) await projections.remove(gone);
  }

  /** Removes the files on their way out that no lesson here names. */
  async #removeFiles(): Promise<string[]> {
    const { projections, files, downloads } = this.#parts;
    const memory = await this.#memory();
    const named = new Set((await projections.all('lesson')).flatMap(filesOf).map(({ sha256 }) => sha256));
    const leaving = memory.files.filter((sha256) => !named.has(sha256));
    downloads.forget(leaving);
    for (const sha256 of leaving) await files.remove(sha256);
    await this.#remember({ ...memory, files: [] });
    return leaving;
  }

  #marked({ closed }: Memory, leaving: ReadonlySet<string>): Memory['closed'] {
    return Object.fromEntries([...leaving].map((id) => [id, { ...closed[id]!, left: true }]));
  }

  /** From now on these stay for as long again. */
  async #stay(assignments: readonly string[], { left }: { readonly left: boolean }): Promise<void> {
    const memory = await this.#memory();
    const stays = assignments.map((id) => [id, { since: this.#parts.clock.now(), left }] as const);
    await this.#remember({ ...memory, closed: { ...memory.closed, ...Object.fromEntries(stays) } });
  }

  async #memory(): Promise<Memory> {
    const parsed = v.safeParse(MemorySchema, await this.#parts.words.get(NAME));
    return parsed.success ? parsed.output : { closed: {}, files: [] };
  }

  /** Writing the same again would wake all who follow this device's words. */
  async #remember(memory: Memory): Promise<void> {
    if (JSON.stringify(memory) !== JSON.stringify(await this.#memory())) await this.#parts.words.put(NAME, memory);
  }
}

/** The assignment that a document belongs to. */
function assignmentOf(doc: DocumentId): string | undefined {
  const ref = parseDocumentId(doc);
  if (!ref.ok) return undefined;
  if (ref.value.kind === 'assignment') return ref.value.id;
  return 'assignment' in ref.value ? ref.value.assignment : undefined;
}
