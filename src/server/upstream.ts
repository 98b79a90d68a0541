import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import type { Log } from '../base/log.ts';
import { Signal } from '../base/observable.ts';
import type { DocumentId } from '../classroom/document-id.ts';
import type { Observable } from '../base/observable.ts';
import { PING_TIMEOUT_MS, PROTOCOL_VERSION } from '../protocol/limits.ts';
import { type Lesson, filesOf } from '../classroom/lesson.ts';
import { type Credential, type ErasureTold, type NodeRole, PingSchema } from '../protocol/messages.ts';
import { Backoff } from '../sync/backoff.ts';
import { Connection, type Upstream as Ways } from '../sync/connection.ts';
import { Exchange } from '../sync/exchange.ts';
import type { Inspector } from '../sync/inspector.ts';
import { Downloads } from '../sync/files/downloads.ts';
import { HttpFileSource } from '../sync/files/file-source.ts';
import { HttpLink } from '../sync/links/http-link.ts';
import { openStream } from '../sync/links/socket-link.ts';
import { type FileStore, LinkError, type LinkFailure, type LogStore, type ProjectionStore } from '../sync/ports.ts';
import type { Projector } from '../sync/projector.ts';
import type { Publication } from '../sync/publication.ts';
import { serverClock } from './clock.ts';
import { UpstreamCredential } from './upstream-credential.ts';

/** A refusal is a person's to mend (a code, a version): it is tried again at this pace. */
const REFUSED_PAUSE_MS = 30_000;
/** When to offer the disk again what it did not take, in milliseconds: a write of one page, which a full disk refuses at once. */
const KEEP_AGAIN_MS = 2_000;

interface UpstreamParts {
  /** The ENT's origin. */
  readonly url: string;
  /** The code to enrol with, where this node has no credential yet or its own is not known any more. */
  readonly code: string | undefined;
  readonly accountsDatabase: DatabaseSync;
  readonly store: LogStore;
  readonly projections: ProjectionStore;
  readonly projector: Projector;
  readonly files: FileStore;
  readonly inspector: Inspector;
  readonly publication: Publication;
  /** How far erasures have come here and below. */
  readonly erased: () => readonly ErasureTold[];
  readonly log: Log;
}

/** The hub's own way up: enrols once, then runs the same engine as a tablet does towards the hub. */
export class Upstream {
  readonly #parts: UpstreamParts;
  readonly #credential: UpstreamCredential;
  readonly #downloads: Downloads;
  readonly #backoff = new Backoff(Math.random);
  /** Documents with rows from above that were stored. */
  readonly received = new Signal<readonly DocumentId[]>();
  /** Documents that left this node's log, since they were erased above. */
  readonly purged = new Signal<readonly DocumentId[]>();
  #connection: Connection | undefined;
  #stopKeeping: () => void = () => undefined;
  #running: Promise<void> = Promise.resolve();
  #wake: () => void = () => undefined;
  #stopped = false;

  constructor(parts: UpstreamParts) {
    this.#parts = parts;
    this.#credential = new UpstreamCredential(parts.accountsDatabase, parts.url);
    this.#downloads = new Downloads({
      files: parts.files,
      clock: serverClock,
      random: Math.random,
      journal: parts.log,
    });
    parts.projector.projected.subscribe(({ made }) =>
      this.#wantFiles(made.flatMap((one) => (one.kind === 'lesson' ? [one.value] : []))),
    );
    parts.publication.changed.subscribe(() => this.#connection?.outboxGrew());
  }

  /** The school's name as the upstream gave it. */
  get school(): string | undefined {
    return this.#credential.kept()?.school;
  }

  /** A file here is damaged: the ENT has it whole. */
  fetchAgain(sha256: string): void {
    this.#downloads.again(sha256).catch((error: unknown) => {
      this.#parts.log.error('a damaged file cannot be replaced', { sha256, error: String(error) });
    });
  }

  /** Changes with every piece of a file that arrives. */
  get filesChanged(): Observable<unknown> {
    return this.#downloads.states;
  }

  start(): void {
    this.#running = this.#wantKnownFiles().then(() => this.#run());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    this.#stopKeeping();
    this.#downloads.reachable(undefined);
    await this.#connection?.stop();
    await this.#running;
  }

  /** Never rejects: what fails here, a full disk say, is tried again. */
  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#goUp();
      } catch (cause) {
        this.#parts.log.error('the way up failed', { cause: String(cause) });
        await this.#pause(this.#backoff.next());
      }
    }
  }

  /** Resolves when the upstream has refused this node, or is to be asked again. */
  async #goUp(): Promise<void> {
    const credential = this.#credential.kept() ?? (await this.#enrol());
    if (!credential || this.#stopped) return;
    const refused = await this.#stayWith(credential);
    if (!this.#stopped) await this.#afterRefusal(credential, refused);
  }

  /**
   * An upstream that lost its devices takes the code again; the engine then makes it whole (S4). The credential stays until
   * another is in its place: a code that is used up gives none, and an upstream that is restored may know this one again.
   */
  async #afterRefusal(credential: Credential, refused: LinkFailure | undefined): Promise<void> {
    const mayEnrol = refused === 'unauthorised' && this.#parts.code !== undefined;
    await this.#pause(mayEnrol ? this.#backoff.next() : REFUSED_PAUSE_MS);
    if (mayEnrol && !this.#stopped && (await this.#isUnknown(credential))) await this.#enrol();
  }

  /** Whether the upstream says so to a plain request too: a stream alone may be ended by what knows nothing of devices. */
  async #isUnknown(credential: Credential): Promise<boolean> {
    try {
      await this.#requests(credential).sync({
        v: PROTOCOL_VERSION,
        cursor: null,
        pushes: [],
        wants: [],
        quiet: true,
      });
      return false;
    } catch (cause) {
      return cause instanceof LinkError && cause.failure === 'unauthorised';
    }
  }

  /** A new credential; undefined after a try that failed and its pause. */
  async #enrol(): Promise<Credential | undefined> {
    const { code, log } = this.#parts;
    if (code === undefined) log.error('this hub is not enrolled above: set UPSTREAM_CODE to a code of the ENT');
    const enrolment = code === undefined ? undefined : await this.#credential.enrol(code);
    if (enrolment?.ok) {
      this.#keep();
      return enrolment.value;
    }
    if (enrolment?.error === 'refused') log.error('the ENT does not accept the code in UPSTREAM_CODE');
    await this.#pause(enrolment?.error === 'unreachable' ? this.#backoff.next() : REFUSED_PAUSE_MS);
    return undefined;
  }

  /** What an enrolment answered is told once: it serves from memory until the disk takes it. */
  #keep(): void {
    try {
      this.#credential.keep();
    } catch (cause) {
      this.#parts.log.error('this hub is enrolled above, but that is not on its disk yet', { cause: String(cause) });
      if (!this.#stopped) this.#stopKeeping = serverClock.after(KEEP_AGAIN_MS, () => this.#keep());
    }
  }

  /** Runs the engine until `stop` or until the upstream refuses this node; resolves to why it did. */
  async #stayWith(credential: Credential): Promise<LinkFailure | undefined> {
    const connection = new Connection({
      upstream: this.#ways(credential),
      exchange: this.#exchangeOf(credential),
      clock: serverClock,
      random: Math.random,
      journal: this.#parts.log,
    });
    this.#connection = connection;
    const running = connection.run();
    const source = new HttpFileSource({ base: this.#parts.url, credential, fetch });
    const stopListening = connection.state.subscribe((state) => {
      this.#downloads.reachable(state === 'live' ? source : undefined);
      if (state === 'refused') void connection.stop();
    });
    await running;
    stopListening();
    return connection.refusal;
  }

  async #wantKnownFiles(): Promise<void> {
    try {
      this.#wantFiles(await this.#parts.projections.all('lesson'));
    } catch (cause) {
      // They are looked up again at the next start, and each with its lesson's next row: no reason to stay away from the upstream.
      this.#parts.log.error('the lessons here cannot be read', { cause: String(cause) });
    }
  }

  #wantFiles(lessons: readonly Lesson[]): void {
    this.#downloads.want(lessons.flatMap(filesOf)).catch((error: unknown) => {
      this.#parts.log.error('the files of a lesson cannot be looked up', { error: String(error) });
    });
  }

  #exchangeOf({ device }: Credential): Exchange {
    const { store, inspector, publication, erased, log } = this.#parts;
    const exchange = new Exchange({ device, log: store, inspector, erased, journal: log });
    exchange.purged.subscribe((docs) => this.purged.emit(docs));
    exchange.received.subscribe((docs) => this.received.emit(docs));
    exchange.settled.subscribe(() => publication.receiptChanged());
    return exchange;
  }

  #ways(credential: Credential): Ways {
    const { url } = this.#parts;
    const socketUrl = `${url.replace(/^http/, 'ws')}/api/live`;
    const open = (address: string): WebSocket => new WebSocket(address);
    return {
      openStream: () => openStream({ url: socketUrl, credential, open, clock: serverClock }),
      ping: () => ping(url),
      requests: this.#requests(credential),
    };
  }

  #requests(credential: Credential): HttpLink {
    return new HttpLink({ base: this.#parts.url, credential, fetch });
  }

  #pause(ms: number): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = serverClock.after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}

/** What answers above, or undefined where nothing of ours does in time (S17). */
async function ping(url: string): Promise<NodeRole | undefined> {
  try {
    const response = await fetch(`${url}/api/ping`, {
      signal: AbortSignal.timeout(PING_TIMEOUT_MS),
      redirect: 'error',
    });
    const answer = v.safeParse(PingSchema, await response.json());
    return answer.success ? answer.output.role : undefined;
  } catch {
    return undefined; // no answer in time, or none of ours: not reachable now
  }
}
