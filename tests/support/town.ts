import { Log } from '../../src/base/log.ts';
import { type RandomBytes, newId } from '../../src/base/ids.ts';
import { Signal } from '../../src/base/observable.ts';
import type { SyncRequest, SyncResponse } from '../../src/protocol/messages.ts';
import { decodeMessage, encodeMessage } from '../../src/protocol/codec.ts';
import { SyncRequestSchema, SyncResponseSchema } from '../../src/protocol/messages.ts';
import { openAccountsDatabase } from '../../src/server/accounts-database.ts';
import { SqliteQuarantineStore } from '../../src/server/quarantine-store.ts';
import { MemoryFileStore } from '../../src/storage/memory/memory-file-store.ts';
import { type MemoryLogImage, MemoryLogStore } from '../../src/storage/memory/memory-log-store.ts';
import { MemoryProjectionStore } from '../../src/storage/memory/memory-projection-store.ts';
import type { Principal } from '../../src/sync/access.ts';
import { Documents } from '../../src/sync/documents.ts';
import { InlineInspector } from '../../src/sync/inline-inspector.ts';
import { Leader } from '../../src/sync/leader.ts';
import { type Change, type Link, LinkError, type LinkFailure, type LiveLink } from '../../src/sync/ports.ts';
import { openStation, type Station } from '../../src/sync/station.ts';
import { ManualClock } from './manual-clock.ts';

/** A wire that can be cut: everything on it passes through the codec, as on a real one. */
export class Wire {
  cut = false;
  readonly dropped = new Signal();
  requests = 0;
  bytesUp = 0;
  bytesDown = 0;

  drop(): void {
    this.cut = true;
    this.dropped.emit();
  }

  up(request: SyncRequest): SyncRequest {
    if (this.cut) throw new LinkError('unreachable');
    const bytes = encodeMessage(request);
    this.requests += 1;
    this.bytesUp += bytes.byteLength;
    const decoded = decodeMessage(bytes, SyncRequestSchema);
    if (!decoded.ok) throw new LinkError('refused', decoded.error);
    return decoded.value;
  }

  down(response: SyncResponse): SyncResponse {
    if (this.cut) throw new LinkError('unreachable');
    const bytes = encodeMessage(response);
    this.bytesDown += bytes.byteLength;
    const decoded = decodeMessage(bytes, SyncResponseSchema);
    if (!decoded.ok) throw new LinkError('bad-answer', decoded.error);
    return decoded.value;
  }
}

/** A hub or an ENT in memory. Restarting it keeps its disk; restoring gives it an older one. */
export class TestNode {
  readonly role: 'hub' | 'ent';
  log: MemoryLogStore;
  projections = new MemoryProjectionStore();
  readonly quarantine = new SqliteQuarantineStore(openAccountsDatabase(':memory:'), () => 1);
  station!: Station;
  readonly clock = new ManualClock();
  readonly journal = new Log(() => 0);
  readonly restarted = new Signal();
  readonly #random: RandomBytes | undefined;

  private constructor(role: 'hub' | 'ent', random?: RandomBytes) {
    this.role = role;
    this.#random = random;
    this.log = new MemoryLogStore(random ? { random } : {});
  }

  static async open(role: 'hub' | 'ent', random?: RandomBytes): Promise<TestNode> {
    const node = new TestNode(role, random);
    await node.restart(undefined);
    return node;
  }

  /** Starts again with its own disk, or with this image of it. */
  async restart(image: MemoryLogImage | undefined): Promise<void> {
    if (image) {
      this.log = new MemoryLogStore({ image, ...(this.#random && { random: this.#random }) });
      this.projections = new MemoryProjectionStore();
    }
    this.station = await openStation({ ...this, inspector: new InlineInspector(this.log) });
    this.restarted.emit();
  }
}

/** A device of a town: a tablet, a teacher's laptop, or a hub's way up. */
export class Device {
  principal: Principal;
  readonly wire = new Wire();
  readonly clock = new ManualClock();
  readonly log: MemoryLogStore;
  readonly changes = new Signal<Change>();
  readonly projections = new MemoryProjectionStore();
  readonly files = new MemoryFileStore();
  readonly journal = new Log(() => 0);
  readonly leader: Leader;
  readonly documents: Documents;
  readonly #above: () => TestNode;

  constructor(principal: Principal, above: () => TestNode, own?: { log: MemoryLogStore }) {
    this.principal = principal;
    this.#above = above;
    this.log = own?.log ?? new MemoryLogStore({ changes: this.changes });
    const parts = {
      device: principal.device,
      log: this.log,
      changes: this.changes,
      clock: this.clock,
      journal: this.journal,
    };
    this.documents = new Documents({ ...parts, checkpoints: undefined });
    this.leader = new Leader({
      ...parts,
      projections: this.projections,
      files: this.files,
      upstream: {
        ping: async () => (this.wire.cut ? undefined : above().role),
        requests: this.link,
        openStream: async () => this.openStream(),
      },
      fileSource: { manifest: async () => undefined, range: () => Promise.reject(new LinkError('unreachable')) },
      random: () => 0.5,
    });
  }

  readonly link: Link = {
    sync: async (request) => {
      const arrived = this.wire.up(request);
      return this.wire.down(await this.#above().station.responder.answer(this.principal, arrived));
    },
  };

  /** Exchanges by request until there is nothing more to say. */
  syncOnce(): Promise<void> {
    return this.leader.exchange.syncOnce(this.link);
  }

  openStream(): LiveLink {
    if (this.wire.cut) throw new LinkError('unreachable');
    const session = this.#above().station.responder.session(this.principal);
    const closed: ((failure: LinkFailure) => void)[] = [];
    let open = true;
    const end = (): void => {
      if (!open) return;
      open = false;
      session.close();
      stopListening();
      for (const listener of closed) listener('unreachable');
    };
    const stops = [this.wire.dropped.subscribe(end), this.#above().restarted.subscribe(end)];
    const stopListening = (): void => stops.forEach((stop) => stop());
    return {
      sync: async (request) => {
        if (!open) throw new LinkError('unreachable');
        return this.wire.down(await session.answer(this.wire.up(request)));
      },
      onStream: (listener) =>
        session.onStream(async (response) => {
          if (open) listener(this.wire.down(response));
        }),
      onClose: (listener) => void (open ? closed.push(listener) : listener('unreachable')),
      close: end,
    };
  }
}

export const deviceId = (): string => newId();

/** Lets everything that waits for no clock happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Turns the devices' clocks until `condition` holds; fails after a bounded number of turns. */
export async function until(
  devices: readonly Device[],
  condition: () => boolean | Promise<boolean>,
  turns = 300,
): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    await settle();
    if (await condition()) return;
    for (const device of devices) device.clock.advance(100);
  }
  throw new Error('the condition never came to hold');
}
