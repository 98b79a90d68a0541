import type * as Y from 'yjs';
import { Log } from '../../src/base/log.ts';
import type { SyncResponse } from '../../src/protocol/messages.ts';
import { MemoryFileStore } from '../../src/storage/memory/memory-file-store.ts';
import type { Principal } from '../../src/sync/access.ts';
import { Documents } from '../../src/sync/documents.ts';
import { Leader } from '../../src/sync/leader.ts';
import { LinkError } from '../../src/sync/ports.ts';
import type { Disk } from './disk.ts';
import { type Ends, openStream, requestLink, type Weather } from './network.ts';
import { Life, type Scheduler } from './scheduler.ts';
import type { ServerRun } from './server.ts';

/** What a machine is, whatever runs on it. */
export interface Machine {
  principal: Principal;
  readonly disk: Disk;
  readonly weather: Weather;
  connected: boolean;
  run: TabletRun | undefined;
}

/** One run of a tablet: the page with two tabs' documents, and the engine. */
export class TabletRun {
  readonly life = new Life();
  readonly leader: Leader;
  readonly #tabs: readonly Documents[];
  readonly #scheduler: Scheduler;

  constructor(
    scheduler: Scheduler,
    machine: Machine,
    server: () => ServerRun | undefined,
    witness: (response: SyncResponse) => void,
  ) {
    this.#scheduler = scheduler;
    const { life } = this;
    const source = machine.disk.log.changes;
    const log = machine.disk.mount(life);
    const changes = {
      subscribe: (listener: Parameters<typeof source.subscribe>[0]) =>
        source.subscribe((change) => life.alive && listener(change)),
    };
    const parts = {
      device: machine.principal.device,
      log,
      changes,
      clock: scheduler.clock(life),
      journal: new Log(() => 0),
    };
    const ends: Ends = {
      life,
      principal: machine.principal,
      server,
      weather: machine.weather,
      connected: () => machine.connected,
      witness,
    };
    this.#tabs = [
      new Documents({ ...parts, checkpoints: undefined }),
      new Documents({ ...parts, checkpoints: undefined }),
    ];
    this.leader = new Leader({
      ...parts,
      projections: machine.disk.projections,
      files: new MemoryFileStore(),
      upstream: {
        ping: async () => {
          await scheduler.point(life);
          return machine.connected && server() ? 'hub' : undefined;
        },
        requests: requestLink(scheduler, ends),
        openStream: () => openStream(scheduler, ends),
      },
      fileSource: { manifest: async () => undefined, range: () => Promise.reject(new LinkError('unreachable')) },
      random: scheduler.random.next,
    });
    this.leader.start().catch(() => undefined); // a refusing disk at the start: the next change makes the projections
  }

  /** Edits in one of the tabs; resolves once it is on disk, rejects where the disk refused. */
  edit(doc: string, author: string, change: (doc: Y.Doc) => void): Promise<void> {
    return this.#scheduler.random.pick(this.#tabs).edit(doc, author, change);
  }

  die(): void {
    this.life.alive = false;
  }
}
