import { Log } from '../../base/log.ts';
import { Signal } from '../../base/observable.ts';
import type { DocumentId } from '../../classroom/document-id.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { DeviceRole, Enrolment } from '../../protocol/messages.ts';
import { serverClock } from '../../server/clock.ts';
import { MemoryFileStore } from '../../storage/memory/memory-file-store.ts';
import { MemoryLogStore } from '../../storage/memory/memory-log-store.ts';
import { MemoryProjectionStore } from '../../storage/memory/memory-projection-store.ts';
import { Documents } from '../../sync/documents.ts';
import type { FileState, OpenDocument } from '../../sync/facade.ts';
import { HttpFileSource } from '../../sync/files/file-source.ts';
import { Leader } from '../../sync/leader.ts';
import { HttpLink } from '../../sync/links/http-link.ts';
import { LIVE_PATH, openStream } from '../../sync/links/socket-link.ts';
import type { Change } from '../../sync/ports.ts';
import { enrol, ping } from './hub.ts';
import { Presence } from './presence.ts';
import type { Trouble } from './trouble.ts';
import { Wire } from './wire.ts';

export interface JoinParts {
  readonly hub: URL;
  readonly code: string;
  readonly role: Exclude<DeviceRole, 'hub'>;
  readonly random: () => number;
}

/** A device without a screen: the engine of the app over a store in memory, on a wire of its own. */
export class Tablet {
  readonly enrolment: Enrolment;
  readonly wire: Wire;
  readonly changes = new Signal<Change>();
  readonly log = new MemoryLogStore({ changes: this.changes });
  readonly projections = new MemoryProjectionStore({ changes: this.changes });
  readonly files = new MemoryFileStore({ changes: this.changes });
  readonly journal = new Log(serverClock.now);
  readonly leader: Leader;
  readonly presence: Presence;
  readonly #documents: Documents;
  readonly #requests: HttpLink;
  readonly #open = new Map<DocumentId, OpenDocument>();
  #readAll = false;

  private constructor(enrolment: Enrolment, wire: Wire, random: () => number) {
    this.enrolment = enrolment;
    this.wire = wire;
    const { log, changes, journal } = this;
    const engine = { device: enrolment.device, log, changes, journal, clock: serverClock };
    const way = { base: wire.url, credential: enrolment, fetch };
    const live = { url: wire.url.replace('http', 'ws') + LIVE_PATH, credential: enrolment, clock: serverClock };
    this.#documents = new Documents({ ...engine, checkpoints: undefined });
    this.#requests = new HttpLink(way);
    this.leader = new Leader({
      ...engine,
      projections: this.projections,
      files: this.files,
      upstream: {
        ping: async () => (await ping(wire.url))?.role,
        requests: this.#requests,
        openStream: () => openStream({ ...live, open: (url) => new WebSocket(url) }),
      },
      fileSource: new HttpFileSource(way),
      random,
    });
    this.presence = new Presence(this.leader.connection, () => performance.now());
  }

  /** Enrols and begins to sync. */
  static async join({ hub, code, role, random }: JoinParts): Promise<Result<Tablet, Trouble>> {
    const wire = await Wire.lay(hub);
    const enrolment = await enrol(wire.url, code);
    if (enrolment.ok && enrolment.value.role === role) {
      const tablet = new Tablet(enrolment.value, wire, random);
      await tablet.leader.start();
      return ok(tablet);
    }
    await wire.close();
    if (enrolment.ok) return err({ kind: role === 'tablet' ? 'not-a-tablet' : 'not-a-teacher' });
    return enrolment.error.kind === 'no-hub' ? err({ kind: 'no-hub', hub: hub.origin }) : enrolment;
  }

  get isLive(): boolean {
    return this.leader.connection.state.value === 'live';
  }

  /** With the hub, has read all that this had to say once already, and its screens know what it brought. */
  async isUpToDate(): Promise<boolean> {
    return (
      this.isLive && (await this.#hasReadAll()) && (await this.projections.position()) === (await this.log.head()).seq
    );
  }

  /** A stream is live with its first answer; where the log is long, others follow. Requests are asked until there is no more. */
  async #hasReadAll(): Promise<boolean> {
    try {
      if (!this.#readAll) await this.leader.exchange.syncOnce(this.#requests);
      this.#readAll = true;
    } catch (cause) {
      this.journal.info('not all could be read yet', { cause: String(cause) });
    }
    return this.#readAll;
  }

  /** Each file that a lesson here names, and how much of it is here. */
  get fileStates(): readonly FileState[] {
    return [...this.leader.downloads.states.value.values()];
  }

  /** The document, opened by this pupil or teacher; opened already, it is handed back. */
  async open(id: DocumentId, author: string): Promise<OpenDocument> {
    const known = this.#open.get(id) ?? (await this.#documents.open(id, author));
    this.#open.set(id, known);
    return known;
  }

  async close(id: DocumentId): Promise<void> {
    const known = this.#open.get(id);
    this.#open.delete(id);
    await known?.close();
  }

  /** What is on its screens now. */
  get opened(): ReadonlyMap<DocumentId, OpenDocument> {
    return this.#open;
  }

  goAway(): void {
    this.wire.cut();
  }

  /** Within reach again: the device hears of its network, as the app does in a browser. */
  comeBack(): void {
    this.wire.mend();
    this.leader.connection.poke();
  }

  async stop(): Promise<void> {
    for (const id of [...this.#open.keys()]) await this.close(id);
    this.wire.cut(); // nothing on its way is waited for
    await this.leader.stop();
    await this.wire.close();
  }
}
