import * as Y from 'yjs';
import { Log } from '../../src/base/log.ts';
import { Cell, type Observable } from '../../src/base/observable.ts';
import { err, ok, type Result } from '../../src/base/result.ts';
import type { DocumentId } from '../../src/classroom/document-id.ts';
import type { SlowHash } from '../../src/classroom/slow-hash.ts';
import type { FileRef } from '../../src/classroom/file-ref.ts';
import { type ProjectedKind, project, type ProjectionOf } from '../../src/classroom/projection.ts';
import type {
  Cartable,
  ConnectionView,
  DebugReport,
  EnrolTrouble,
  Enrolment,
  FileState,
  HeldBelow,
  OpenDocument,
  SaveState,
  Version,
} from '../../src/sync/facade.ts';
import { type HeldRow, type ReceiptLevel, StorageFailure, type StorageFailureReason } from '../../src/sync/ports.ts';
import { historyOf, versionAt } from '../../src/sync/history.ts';
import { MemoryLogStore } from '../../src/storage/memory/memory-log-store.ts';
import { mapped } from './mapped.ts';

/** The engine as a screen sees it, over documents in memory. A test plays the trolley, the disk and the Wi-Fi. */
export class FakeCartable implements Cartable {
  readonly enrolment: Cell<Enrolment | undefined>;
  readonly pin = new Cell<SlowHash | undefined>(undefined);
  readonly connection = new Cell<ConnectionView>({ state: 'live', upstream: 'hub', elsewhere: false });
  readonly files = new Cell<ReadonlyMap<string, FileState>>(new Map());
  readonly toSync = new Cell({ rows: 0, bytes: 0 });
  readonly held = new Cell<readonly HeldRow[]>([]);
  readonly heldBelow = new Cell<readonly HeldBelow[]>([]);
  readonly installable = new Cell(false);
  readonly log = new Log(() => 0);
  /** What the trolley says to a code. */
  codes = new Map<string, Enrolment | EnrolTrouble>();
  connectCalls = 0;

  readonly #docs = new Map<DocumentId, Y.Doc>();
  /** What was written, by whom, for the history. */
  readonly #written = new MemoryLogStore();
  readonly #authors = new Map<unknown, string>();
  readonly #changes = new Cell(0);
  readonly #levels = new Cell<ReadonlyMap<DocumentId, ReceiptLevel>>(new Map());
  readonly #disk = new Cell<SaveState>({ state: 'saved' });

  constructor(enrolment?: Enrolment) {
    this.enrolment = new Cell(enrolment);
  }

  // What a test does

  /** A document arrives or changes, from wherever; one author's edits are one row. */
  change(id: DocumentId, edit: (doc: Y.Doc) => void, author = ''): void {
    const doc = this.doc(id);
    this.#authors.set(author, author);
    doc.transact(() => edit(doc), author);
  }

  doc(id: DocumentId): Y.Doc {
    const known = this.#docs.get(id);
    if (known) return known;
    const doc = new Y.Doc();
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      const author = this.#authors.get(origin) ?? '';
      void this.#written.append([{ doc: id, update, author, device: 'fake', authors: [] }]);
      this.#changes.set(this.#changes.value + 1);
    });
    this.#docs.set(id, doc);
    return doc;
  }

  setLevel(id: DocumentId, level: ReceiptLevel): void {
    this.#levels.set(new Map(this.#levels.value).set(id, level));
  }

  setFile(ref: FileRef, bytesHere: number, trouble?: FileState['trouble']): void {
    const state: FileState = { ref, bytesHere, complete: bytesHere === ref.bytes, trouble };
    this.files.set(new Map(this.files.value).set(ref.sha256, state));
  }

  /** The disk refuses from now on, or works again. */
  breakDisk(reason: StorageFailureReason | undefined): void {
    this.#disk.set(reason ? { state: 'trouble', reason } : { state: 'saved' });
  }

  // What a screen does

  async enrol(code: string): Promise<Result<Enrolment, EnrolTrouble>> {
    const answer = this.codes.get(code) ?? 'bad-code';
    await Promise.resolve();
    if (typeof answer === 'string') return err(answer);
    this.enrolment.set(answer);
    this.pin.set(undefined);
    return ok(answer);
  }

  async keepPin(pin: SlowHash | undefined): Promise<void> {
    await Promise.resolve();
    this.#assertDisk();
    this.pin.set(pin);
  }

  offerAgain(): Promise<void> {
    this.#assertDisk();
    this.toSync.set({ ...this.toSync.value, rows: this.toSync.value.rows + this.held.value.length });
    this.held.set([]);
    return Promise.resolve();
  }

  letGo(damaged: readonly HeldRow[]): Promise<void> {
    this.#assertDisk();
    this.held.set(this.held.value.filter((one) => !damaged.includes(one)));
    return Promise.resolve();
  }

  connectNow(): void {
    this.connectCalls += 1;
  }

  all<K extends ProjectedKind>(kind: K): Observable<readonly ProjectionOf<K>[]> {
    return mapped(this.#changes, () =>
      [...this.#docs].flatMap(([id, doc]) => {
        const projection = project(id, doc);
        return projection?.kind === kind ? [projection.value as ProjectionOf<K>] : [];
      }),
    );
  }

  levels(documents: readonly DocumentId[]): Observable<ReadonlyMap<DocumentId, ReceiptLevel>> {
    return mapped(this.#levels, (all) => new Map(documents.map((id) => [id, all.get(id) ?? 0])));
  }

  async open(id: DocumentId, author: string): Promise<OpenDocument> {
    await Promise.resolve();
    const kept = this.doc(id);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(kept), 'kept');
    this.#authors.set(doc, author);
    const up = (update: Uint8Array, origin: unknown) => {
      if (origin === 'kept') return;
      Y.applyUpdate(kept, update, doc);
      if (this.#levels.value.get(id) !== 1) this.setLevel(id, 1);
    };
    const down = (update: Uint8Array, origin: unknown) => {
      if (origin !== doc) Y.applyUpdate(doc, update, 'kept');
    };
    doc.on('update', up);
    kept.on('update', down);
    const close = async () => {
      await Promise.resolve();
      kept.off('update', down);
      doc.destroy();
    };
    return { doc, save: this.#disk, flush: () => Promise.resolve(), close };
  }

  async edit(id: DocumentId, author: string, change: (doc: Y.Doc) => void): Promise<void> {
    await Promise.resolve();
    this.#assertDisk();
    this.change(id, change, author);
    this.setLevel(id, 1);
  }

  #assertDisk(): void {
    const disk = this.#disk.value;
    if (disk.state === 'trouble') throw new StorageFailure(disk.reason);
  }

  async history(id: DocumentId): Promise<readonly Version[]> {
    this.#assertDisk();
    return historyOf(this.#written, id);
  }

  async look(id: DocumentId, { seq }: Version): Promise<Y.Doc> {
    this.#assertDisk();
    return versionAt(this.#written, id, seq);
  }

  rest(): () => void {
    return () => {};
  }

  install(): Promise<boolean> {
    return Promise.resolve(false);
  }

  debug(): Promise<DebugReport> {
    return Promise.resolve({
      epoch: 'fake',
      headSeq: 0,
      cursor: null,
      receipt: null,
      pending: this.toSync.value,
      documents: [...this.#docs.keys()].map((id) => ({ id, seq: 0, level: this.#levels.value.get(id) ?? 0 })),
      files: [...this.files.value.values()],
      storage: { usedBytes: undefined, quotaBytes: undefined, persisted: false },
      version: 'fake',
    });
  }
}
