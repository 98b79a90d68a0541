import { Log } from '../../src/base/log.ts';
import type { Credential } from '../../src/protocol/messages.ts';
import { MemoryFileStore } from '../../src/storage/memory/memory-file-store.ts';
import { MemoryLogStore } from '../../src/storage/memory/memory-log-store.ts';
import { MemoryProjectionStore } from '../../src/storage/memory/memory-projection-store.ts';
import { Documents } from '../../src/sync/documents.ts';
import { Leader } from '../../src/sync/leader.ts';
import { HttpLink } from '../../src/sync/links/http-link.ts';
import { type Changes, LinkError, type LogStore } from '../../src/sync/ports.ts';
import { ManualClock } from './manual-clock.ts';

/** The engine of a tablet over real HTTP, without a browser; it exchanges when the test says so. */
export class RealTablet {
  readonly log: LogStore;
  readonly projections = new MemoryProjectionStore();
  readonly leader: Leader;
  readonly documents: Documents;
  readonly #link: HttpLink;

  /** Its log is in memory unless a disk is given. */
  constructor(base: string, credential: Credential, disk?: { readonly log: LogStore; readonly changes: Changes }) {
    const inMemory = new MemoryLogStore();
    const { log, changes } = disk ?? { log: inMemory, changes: inMemory.changes };
    this.log = log;
    const parts = {
      device: credential.device,
      log: this.log,
      changes,
      clock: new ManualClock(),
      journal: new Log(() => 0),
    };
    this.#link = new HttpLink({ base, credential, fetch });
    this.documents = new Documents({ ...parts, checkpoints: undefined });
    this.leader = new Leader({
      ...parts,
      projections: this.projections,
      files: new MemoryFileStore(),
      upstream: {
        ping: async () => undefined,
        requests: this.#link,
        openStream: () => Promise.reject(new LinkError('unreachable')),
      },
      fileSource: { manifest: async () => undefined, range: () => Promise.reject(new LinkError('unreachable')) },
      random: () => 0.5,
    });
  }

  /** One contact: all there is to say both ways, and what follows from it on this tablet. */
  async contact(): Promise<void> {
    await this.leader.exchange.syncOnce(this.#link);
    await this.leader.projector.catchUp();
    await this.leader.erasing.run();
    await this.leader.exchange.syncOnce(this.#link);
  }

  /** Writes without a network. */
  write(doc: string, author: string, value: string): Promise<void> {
    return this.documents.edit(doc, author, (ydoc) => ydoc.getMap('answers').set('lire/q1', [value]));
  }
}
