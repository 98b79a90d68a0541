import type * as Y from 'yjs';
import { Log } from '../../src/base/log.ts';
import { MemoryFileStore } from '../../src/storage/memory/memory-file-store.ts';
import type { Principal } from '../../src/sync/access.ts';
import { compact } from '../../src/sync/compaction.ts';
import { Documents } from '../../src/sync/documents.ts';
import { Leader } from '../../src/sync/leader.ts';
import { type Changes, type Link, LinkError, type LogStore } from '../../src/sync/ports.ts';
import { Retention } from '../../src/sync/retention.ts';
import type { Disk } from './disk.ts';
import { type Ends, openStream, requestLink, type Weather } from './network.ts';
import { Life, type Scheduler } from './scheduler.ts';
import type { ClassId } from './school.ts';
import type { ServerRun } from './server.ts';

/** What a machine is, whatever runs on it. */
export interface Machine {
  /** Its id at the hub. */
  device: string;
  /** The class that it was set up for. */
  readonly home: ClassId;
  readonly disk: Disk;
  readonly weather: Weather;
  connected: boolean;
  run: TabletRun | undefined;
  /** It has let go of activities that were taken back (S13), so it need not hold all that it may read. */
  tidied: boolean;
}

export interface Surroundings {
  readonly principal: () => Principal;
  readonly onDropped: Ends['onDropped'];
  readonly server: () => ServerRun | undefined;
  readonly witness: Ends['witness'];
}

/** One tab of the page: its documents and, where it has the sync lock (S15), the engine. */
class Tab {
  readonly life = new Life();
  readonly documents: Documents;
  readonly #scheduler: Scheduler;
  readonly #machine: Machine;
  readonly #around: Surroundings;
  readonly #log: LogStore;
  readonly #changes: Changes;
  leader: Leader | undefined;
  requests: Link | undefined;

  constructor(scheduler: Scheduler, machine: Machine, around: Surroundings) {
    this.#scheduler = scheduler;
    this.#machine = machine;
    this.#around = around;
    this.#log = machine.disk.mount(this.life);
    const source = machine.disk.log.changes;
    this.#changes = { subscribe: (listener) => source.subscribe((change) => this.life.alive && listener(change)) };
    this.documents = new Documents({ ...this.#parts(), checkpoints: undefined });
  }

  lead(): void {
    const { life } = this;
    const scheduler = this.#scheduler;
    const machine = this.#machine;
    const { server } = this.#around;
    const connected = (): boolean => machine.connected;
    const ends: Ends = { ...this.#around, life, weather: machine.weather, connected };
    this.requests = requestLink(scheduler, ends);
    this.leader = new Leader({
      ...this.#parts(),
      projections: machine.disk.mountProjections(life),
      files: new MemoryFileStore(),
      upstream: {
        ping: async () => {
          await scheduler.point(life);
          return machine.connected && server() ? 'hub' : undefined;
        },
        requests: this.requests,
        openStream: () => openStream(scheduler, ends),
      },
      fileSource: { manifest: async () => undefined, range: () => Promise.reject(new LinkError('unreachable')) },
      random: scheduler.random.next,
    });
    this.leader.start().catch(() => undefined); // a refusing disk at the start: the next change makes the projections
  }

  /** What the page does for its store's size (S13, S14), with no day to wait. Rejects as the engine does. */
  async tidy(): Promise<void> {
    const { leader, requests } = this;
    if (!leader || !requests) return;
    const { disk } = this.#machine;
    const retention = new Retention({
      ...this.#parts(),
      projections: disk.mountProjections(this.life),
      files: new MemoryFileStore(),
      words: disk.mountWords(this.life),
      checkpoints: { forget: async () => undefined },
      downloads: leader.downloads,
      inTurn: (task) => leader.inTurn(task),
      settings: { level: 3, closedForMs: 0 },
    });
    await retention.tidy();
    const docs = await this.#log.documentIds();
    const levels = await this.#log.levels(docs);
    const { seq } = await this.#log.head();
    for (const [index, doc] of docs.entries()) if (levels[index] === 3) await compact(this.#log, doc, seq, 'above');
    await retention.completeReturned(requests);
  }

  close(): void {
    this.life.alive = false;
  }

  #parts() {
    return {
      device: this.#machine.device,
      log: this.#log,
      changes: this.#changes,
      clock: this.#scheduler.clock(this.life),
      journal: new Log(() => 0),
    };
  }
}

/** One run of a tablet: the page in two tabs, of which the first has the sync lock. */
export class TabletRun {
  #tabs: readonly [Tab, Tab];
  readonly #open: () => Tab;
  readonly #random: Scheduler['random'];

  constructor(scheduler: Scheduler, machine: Machine, around: Surroundings) {
    this.#random = scheduler.random;
    this.#open = () => new Tab(scheduler, machine, around);
    this.#tabs = [this.#open(), this.#open()];
    this.#tabs[0].lead();
  }

  get leader(): Leader {
    return this.#tabs[0].leader!;
  }

  /** Edits in one of the tabs; resolves to whether it was shown as saved there. */
  async edit(doc: string, author: string, change: (doc: Y.Doc) => void): Promise<boolean> {
    const tab = this.#random.pick(this.#tabs);
    try {
      await tab.documents.edit(doc, author, change);
      return tab.life.alive;
    } catch {
      return false; // told as trouble: not saved, though it may be later
    }
  }

  /** The tab with the lock is closed in the middle of its work; the other takes over (S15). */
  closeLeadingTab(): void {
    this.#tabs[0].close();
    this.#tabs = [this.#tabs[1], this.#open()];
    this.#tabs[0].lead();
  }

  tidy(): Promise<void> {
    return this.#tabs[0].tidy();
  }

  die(): void {
    for (const tab of this.#tabs) tab.close();
  }
}
