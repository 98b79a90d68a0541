import type { Log } from '../base/log.ts';
import type { DocumentId } from '../classroom/document-id.ts';
import { filesOf } from '../classroom/lesson.ts';
import { MAX_ERASED } from '../protocol/limits.ts';
import type { ErasureTold } from '../protocol/messages.ts';
import { Connection, type Upstream } from './connection.ts';
import { DocumentCache } from './document-cache.ts';
import { Erasing } from './erasing.ts';
import { Exchange } from './exchange.ts';
import { Downloads } from './files/downloads.ts';
import type { FileSource } from './files/file-source.ts';
import { letGo, purgedLessons } from './files/let-go.ts';
import { InlineInspector } from './inline-inspector.ts';
import type { Inspector } from './inspector.ts';
import type { Changes, Clock, FileStore, LogStore, ProjectionStore, RandomNumber } from './ports.ts';
import { Projector } from './projector.ts';
import { Retrying } from './retrying.ts';

export interface LeaderParts {
  /** This device's id at its upstream. */
  readonly device: string;
  readonly log: LogStore;
  readonly projections: ProjectionStore;
  readonly files: FileStore;
  readonly changes: Changes;
  readonly upstream: Upstream;
  readonly fileSource: FileSource;
  readonly clock: Clock;
  readonly random: RandomNumber;
  readonly journal: Log;
  /** Decodes what comes from above; in this thread by default. */
  readonly inspector?: Inspector;
}

/**
 * All that one holder of the sync lock does for its store (S15): projects the log for the screens, keeps the bond with the
 * upstream, fetches the files that lessons name. A tablet's page, a headless tablet and the hub's way up are each one of these.
 */
export class Leader {
  readonly exchange: Exchange;
  readonly connection: Connection;
  readonly downloads: Downloads;
  readonly projector: Projector;
  readonly erasing: Erasing;
  readonly #parts: LeaderParts;
  readonly #inspector: Inspector;
  readonly #documents: DocumentCache;
  readonly #projecting: Retrying;
  readonly #stops: (() => void)[] = [];

  constructor(parts: LeaderParts) {
    this.#parts = parts;
    this.#inspector = parts.inspector ?? new InlineInspector(parts.log);
    this.exchange = new Exchange({ ...parts, inspector: this.#inspector, erased: () => this.#erased() });
    this.connection = new Connection({ ...parts, exchange: this.exchange });
    this.downloads = new Downloads(parts);
    this.#documents = new DocumentCache(parts.log);
    this.projector = new Projector(parts.log, parts.projections, this.#documents);
    this.#projecting = new Retrying({ ...parts, task: () => this.projector.catchUp() });
    this.erasing = new Erasing({ ...parts, projector: this.projector, receipted: 'above' });
  }

  /** Makes the projections, then connects, also where they could not be made: resolves then. */
  async start(): Promise<void> {
    const { changes, fileSource } = this.#parts;
    this.#stops.push(
      changes.subscribe((change) => {
        if (change.what === 'log') this.#logChanged();
      }),
      this.projector.projected.subscribe(({ made }) => {
        const lessons = made.flatMap((projection) => (projection.kind === 'lesson' ? [projection.value] : []));
        void this.#run('files', this.downloads.want(lessons.flatMap(filesOf)));
      }),
      this.exchange.purged.subscribe((docs) => {
        this.#forget(docs);
        void this.#run('what left', this.#letGo(docs));
      }),
      this.exchange.settled.subscribe(() => this.erasing.settled()),
      this.erasing.forgotten.subscribe((docs) => this.#forget(docs)),
      this.erasing.done.subscribe(() => this.connection.outboxGrew()),
      () => this.erasing.stop(),
      this.connection.state.subscribe((state) => this.downloads.reachable(state === 'live' ? fileSource : undefined)),
    );
    // On a full disk say: what only this device has must leave it all the same.
    await this.#projecting.run();
    await this.#run('what the screens read', this.#prepare());
    void this.connection.run();
  }

  async #prepare(): Promise<void> {
    const { log, projections } = this.#parts;
    await this.erasing.start();
    await this.#letGo(await purgedLessons(log, projections));
    await this.downloads.want((await projections.all('lesson')).flatMap(filesOf));
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop();
    this.#projecting.stop();
    this.downloads.reachable(undefined);
    await this.connection.stop();
  }

  /**
   * Runs a task that may take documents out of the log, between two answers. Nothing here remembers of them afterwards what the log
   * does not say: a row that builds on it would be taken for whole.
   */
  inTurn<Value>(task: () => Promise<Value>): Promise<Value> {
    return this.exchange.inTurn(() =>
      task().finally(() => {
        this.#documents.forgetAll();
        this.#inspector.forgetAll();
      }),
    );
  }

  #forget(docs: readonly DocumentId[]): void {
    this.#documents.forget(docs);
    this.#inspector.forget(docs);
  }

  #erased(): ErasureTold[] {
    return this.erasing.whole.slice(-MAX_ERASED).map((erasure) => ({ erasure, device: '', name: '', done: true }));
  }

  #letGo(docs: readonly DocumentId[]): Promise<void> {
    return letGo({ ...this.#parts, downloads: this.downloads }, docs);
  }

  #logChanged(): void {
    this.connection.outboxGrew();
    void this.#projecting.run();
  }

  /** What fails here is made good by the next change: it is only told. */
  #run(what: string, task: Promise<void>): Promise<void> {
    return task.catch((cause: unknown) => this.#parts.journal.error(`${what} are late`, { cause: String(cause) }));
  }
}
