import type { Log } from '../base/log.ts';
import { Cell } from '../base/observable.ts';
import type { PageLife } from '../device/page-life.ts';
import type { Reachability } from '../device/reachability.ts';
import { LeaderLock } from '../device/sync-lock.ts';
import type { Enrolment, HeldBelow } from '../protocol/messages.ts';
import type { IndexeddbCheckpoints } from '../storage/indexeddb/checkpoint.ts';
import type { Upstream } from '../sync/connection.ts';
import { Documents } from '../sync/documents.ts';
import { HttpFileSource } from '../sync/files/file-source.ts';
import { rememberHeldBelow } from '../sync/held.ts';
import { Leader } from '../sync/leader.ts';
import { type Fetch, HttpLink } from '../sync/links/http-link.ts';
import { LIVE_PATH, openStream } from '../sync/links/socket-link.ts';
import type { Clock } from '../sync/ports.ts';
import type { FileTroubles } from './file-states.ts';
import type { SharedConnection } from './shared-connection.ts';
import type { Stores } from './stores.ts';

export interface JoinedDeviceParts {
  readonly stores: Stores;
  readonly checkpoints: IndexeddbCheckpoints;
  readonly enrolment: Enrolment;
  readonly connection: SharedConnection;
  readonly fileTroubles: Cell<FileTroubles>;
  readonly reachability: Reachability;
  readonly life: PageLife;
  readonly clock: Clock;
  readonly locks: LockManager;
  /** The school wants this device empty, and has all that it held. */
  readonly dismissed: () => void;
  readonly log: Log;
}

const fetchHere: Fetch = (path, init) => fetch(path, init);

/** The engine of a device that has joined a trolley, as this tab runs it: every tab writes, one leads (S15). */
export class JoinedDevice {
  readonly documents: Documents;
  readonly #parts: JoinedDeviceParts;
  readonly #stops: (() => void)[];

  constructor(parts: JoinedDeviceParts) {
    const { stores, checkpoints, enrolment, clock, locks, life, log: journal } = parts;
    this.#parts = parts;
    this.documents = new Documents({ ...stores, checkpoints, clock, journal, device: enrolment.device });
    this.#stops = [
      life.leaving.subscribe(() => void this.#flush()),
      new LeaderLock(locks).whenLeading(() => this.#lead()),
    ];
  }

  get id(): string {
    return this.#parts.enrolment.device;
  }

  stop(): void {
    this.#stops.forEach((stop) => stop());
  }

  async #flush(): Promise<void> {
    try {
      await this.documents.flushAll();
    } catch (cause) {
      this.#parts.log.error('not all edits could be written on leaving', { cause: String(cause) }); // each is tried again
    }
  }

  /** What is being typed goes first: its answer brings the request again. */
  async #leave(): Promise<void> {
    await this.#flush();
    if ((await this.#parts.stores.log.firstUnsettled()) === undefined) this.#parts.dismissed();
  }

  #lead(): () => Promise<void> {
    const { stores, checkpoints, enrolment, clock, life, fileTroubles, log: journal } = this.#parts;
    const upstream = this.#upstream();
    const leader = new Leader({
      ...stores,
      device: enrolment.device,
      upstream,
      fileSource: new HttpFileSource({ base: '', credential: enrolment, fetch: fetchHere }),
      clock,
      random: Math.random,
      journal,
    });
    const { connection, downloads } = leader;
    const stops = [
      this.#share(leader),
      leader.exchange.purged.subscribe((docs) => docs.forEach((doc) => void checkpoints.forget(doc))),
      leader.erasing.forgotten.subscribe((docs) => docs.forEach((doc) => void checkpoints.forget(doc))),
      leader.exchange.dismissed.subscribe(() => void this.#leave()),
      leader.exchange.held.below.subscribe((held) => this.#remember(held)),
      life.visible.subscribe((visible) => void (visible && connection.poke())),
      life.networkHint.subscribe(() => connection.poke()),
      downloads.states.subscribe((states) => {
        fileTroubles.set(new Map([...states].map(([sha256, { trouble }]) => [sha256, trouble])));
      }),
    ];
    const started = leader
      .start()
      .then(async () => {
        void this.#forgetStrayCopies(); // not awaited: a frozen tab that has one open keeps it
        const { keepTidy } = await import('./tidying.ts');
        return keepTidy({ ...this.#parts, leader, requests: upstream.requests });
      })
      .catch((cause: unknown) => {
        journal.error('this tab cannot do all that a leader does', { cause: String(cause) });
        return () => {};
      });
    return async () => {
      stops.forEach((stop) => stop());
      (await started)();
      await leader.stop();
    };
  }

  /** Copies whose documents left the log: whoever took those out may have been interrupted before it came to the copies. */
  async #forgetStrayCopies(): Promise<void> {
    const { stores, checkpoints, log: journal } = this.#parts;
    try {
      await checkpoints.keepOnly(await stores.log.documentIds());
    } catch (cause) {
      journal.warn('copies of documents were not looked through', { cause: String(cause) }); // the next start does it
    }
  }

  #remember(held: readonly HeldBelow[]): void {
    rememberHeldBelow(this.#parts.stores.device, held).catch((cause: unknown) => {
      this.#parts.log.warn('what others hold is not remembered', { cause: String(cause) }); // it is told again
    });
  }

  #upstream(): Upstream {
    const { enrolment: credential, reachability, clock } = this.#parts;
    const url = new URL(LIVE_PATH, location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    return {
      ping: async () => (await reachability.ask())?.role,
      requests: new HttpLink({ base: '', credential, fetch: fetchHere }),
      openStream: () => openStream({ url: url.href, credential, open: (address) => new WebSocket(address), clock }),
    };
  }

  /** Shows this tab's connection in every tab. */
  #share({ connection }: Leader): () => void {
    const { state, role } = connection;
    const now = () => ({ state: state.value, upstream: role.value });
    const view = new Cell(now());
    const stops = [
      state.subscribe(() => view.set(now())),
      role.subscribe(() => view.set(now())),
      this.#parts.connection.lead({ view, connectNow: () => connection.poke() }),
    ];
    return () => stops.forEach((stop) => stop());
  }
}
