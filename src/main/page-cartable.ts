import type * as Y from 'yjs';
import type { Log } from '../base/log.ts';
import type { Cell, Observable } from '../base/observable.ts';
import type { Result } from '../base/result.ts';
import type { DocumentId } from '../classroom/document-id.ts';
import type { ProjectedKind, ProjectionOf } from '../classroom/projection.ts';
import type { SlowHash } from '../classroom/slow-hash.ts';
import type { InstallPrompt } from '../device/install-prompt.ts';
import type { Enrolment } from '../protocol/messages.ts';
import { readEnrolment } from '../sync/enrolment.ts';
import { readHeldBelow } from '../sync/held.ts';
import type {
  Cartable,
  ConnectionView,
  DebugReport,
  EnrolTrouble,
  FileState,
  HeldBelow,
  OpenDocument,
  Version,
} from '../sync/facade.ts';
import { keepPin, readPin } from '../sync/pin.ts';
import type { Change, HeldRow, ReceiptLevel } from '../sync/ports.ts';
import type { FileTroubles } from './file-states.ts';
import { Followed } from './follow.ts';
import type { SharedConnection } from './shared-connection.ts';
import type { Stores } from './stores.ts';

/** What comes after the first paint: all that needs Yjs, the codec or the upstream. */
export type Engine = Pick<Cartable, 'enrol' | 'open' | 'edit' | 'history' | 'look' | 'debug' | 'rest'>;

export interface PageCartableParts {
  readonly stores: Stores;
  /** Resolves after the first paint, when the rest of the app's script is here. */
  readonly engine: Promise<Engine>;
  readonly connection: SharedConnection;
  readonly fileTroubles: Pick<Cell<FileTroubles>, 'value' | 'subscribe'>;
  /** Whether the service worker answers for files in this page. On the very first visit it is still on its way. */
  readonly servesFiles: Pick<Cell<boolean>, 'value' | 'subscribe'>;
  readonly installPrompt: Pick<InstallPrompt, 'available' | 'ask'>;
  readonly log: Log;
}

/**
 * What the screens hold. It is there from the first moment and reads this device's store by itself; what needs the engine
 * waits for it.
 */
export class PageCartable implements Cartable {
  readonly enrolment: Observable<Enrolment | undefined>;
  readonly pin: Observable<SlowHash | undefined>;
  readonly connection: Observable<ConnectionView>;
  readonly files: Observable<ReadonlyMap<string, FileState>>;
  readonly toSync: Observable<{ readonly rows: number; readonly bytes: number }>;
  readonly held: Observable<readonly HeldRow[]>;
  readonly heldBelow: Observable<readonly HeldBelow[]>;
  readonly installable: Observable<boolean>;
  readonly log: Log;
  readonly #parts: PageCartableParts;
  readonly #kinds = new Map<ProjectedKind, Observable<unknown>>();

  constructor(parts: PageCartableParts) {
    const { stores, connection, installPrompt, log } = parts;
    this.#parts = parts;
    this.log = log;
    this.connection = connection.view;
    this.installable = installPrompt.available;
    this.enrolment = this.#follow(isOf('device'), () => readEnrolment(stores.device));
    this.pin = this.#follow(isOf('device'), () => readPin(stores.device));
    this.toSync = this.#follow(isOf('log', 'link'), () => stores.log.pendingCount());
    this.held = this.#follow(isOf('log', 'link'), () => stores.log.held());
    this.heldBelow = this.#follow(isOf('device'), () => readHeldBelow(stores.device));
    this.files = followFiles(parts);
  }

  all<K extends ProjectedKind>(kind: K): Observable<readonly ProjectionOf<K>[]> {
    const { projections } = this.#parts.stores;
    const isConcerned = (change: Change) =>
      change.what === 'projections' && names(change, (id) => id.startsWith(`${kind}/`));
    const known = this.#kinds.get(kind) ?? this.#follow(isConcerned, () => projections.all(kind));
    this.#kinds.set(kind, known);
    return known as Observable<readonly ProjectionOf<K>[]>;
  }

  levels(documents: readonly DocumentId[]): Observable<ReadonlyMap<DocumentId, ReceiptLevel>> {
    const { log } = this.#parts.stores;
    const wanted = new Set(documents);
    const isConcerned = (change: Change) => isOf('log', 'link')(change) && names(change, (id) => wanted.has(id));
    return this.#follow(isConcerned, async () => {
      const levels = await log.levels(documents);
      return new Map(documents.map((id, index) => [id, levels[index] ?? 0]));
    });
  }

  async enrol(code: string): Promise<Result<Enrolment, EnrolTrouble>> {
    const result = await (await this.#parts.engine).enrol(code);
    if (result.ok) await until(this.enrolment, (enrolment) => enrolment !== undefined);
    return result;
  }

  keepPin(pin: SlowHash | undefined): Promise<void> {
    return keepPin(this.#parts.stores.device, pin);
  }

  async offerAgain(): Promise<void> {
    await this.#parts.stores.log.offerAgain();
    this.connectNow();
  }

  async letGo(damaged: readonly HeldRow[]): Promise<void> {
    await this.#parts.stores.log.letGo(damaged.map(({ row }) => row.seq));
    this.connectNow();
  }

  connectNow(): void {
    this.#parts.connection.connectNow();
  }

  async open(document: DocumentId, author: string): Promise<OpenDocument> {
    return (await this.#parts.engine).open(document, author);
  }

  async edit(document: DocumentId, author: string, change: (doc: Y.Doc) => void): Promise<void> {
    return (await this.#parts.engine).edit(document, author, change);
  }

  async history(document: DocumentId): Promise<readonly Version[]> {
    return (await this.#parts.engine).history(document);
  }

  async look(document: DocumentId, version: Version): Promise<Y.Doc> {
    return (await this.#parts.engine).look(document, version);
  }

  rest(): () => void {
    let isOver = false;
    let workAgain = () => {};
    void this.#parts.engine.then((engine) => {
      if (!isOver) workAgain = engine.rest();
    });
    return () => {
      isOver = true;
      workAgain();
    };
  }

  install(): Promise<boolean> {
    return this.#parts.installPrompt.ask();
  }

  async debug(): Promise<DebugReport> {
    return (await this.#parts.engine).debug();
  }

  #follow<Value>(isConcerned: (change: Change) => boolean, read: () => Promise<Value>): Observable<Value> {
    const { stores, log } = this.#parts;
    return new Followed({ changes: stores.changes, log }, isConcerned, read);
  }
}

const isOf =
  (...kinds: Change['what'][]) =>
  ({ what }: Change): boolean =>
    kinds.includes(what);

/** Whether the change may concern such a document; one that names none concerns all. */
const names = ({ docs }: Change, isOurs: (id: DocumentId) => boolean): boolean =>
  docs.length === 0 || docs.some(isOurs);

/** Resolves when those who listened before have heard a value like this. */
function until<Value>(observable: Observable<Value>, isSuch: (value: Value) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = observable.subscribe((value) => {
      if (!isSuch(value)) return;
      resolve();
      queueMicrotask(() => stop());
    });
  });
}

function followFiles({
  stores,
  fileTroubles,
  servesFiles,
  log,
}: PageCartableParts): Observable<ReadonlyMap<string, FileState>> {
  const changes = {
    subscribe(listener: (change: Change) => void): () => void {
      const stops = [
        stores.changes.subscribe(listener),
        ...[fileTroubles, servesFiles].map((cell) => cell.subscribe(() => listener({ what: 'files', docs: [] }))),
      ];
      return () => stops.forEach((stop) => stop());
    },
  };
  const isConcerned = (change: Change) =>
    change.what === 'files' || (change.what === 'projections' && names(change, (id) => id.startsWith('lesson/')));
  return new Followed({ changes, log }, isConcerned, async () => {
    const [lessons, stored, { fileStates, unserved }] = await Promise.all([
      stores.projections.all('lesson'),
      stores.files.all(),
      import('./file-states.ts'), // it brings the schemas of lessons, which no first screen needs
    ]);
    const states = fileStates(lessons, stored, fileTroubles.value);
    return servesFiles.value ? states : unserved(states);
  });
}
