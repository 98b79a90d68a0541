import type { Log } from '../base/log.ts';
import { Signal } from '../base/observable.ts';
import type { DocumentId } from '../classroom/document-id.ts';
import { PROTOCOL_VERSION } from '../protocol/limits.ts';
import type { Cursor, PushResult, SyncResponse } from '../protocol/messages.ts';
import { absorbable } from './absorb.ts';
import type { Inspector } from './inspector.ts';
import { nextParcels, type Parcel } from './outbox.ts';
import { type Link, LinkError, type LogStore, type Settled, type UpstreamReceipt } from './ports.ts';
import { reconcile } from './reconcile.ts';

export interface ExchangeParts {
  /** This node's own id at its upstream: what it relays for others still comes from this device. */
  readonly device: string;
  readonly log: LogStore;
  /** Checks what comes from above before it is stored. */
  readonly inspector: Inspector;
  readonly journal: Log;
}

/** The lower side of sync: sends what the upstream lacks, stores what it sends. The same for tablet and hub, page and worker. */
export class Exchange {
  readonly #parts: ExchangeParts;
  /** Answers are stored one after the other, in the order in which they came. */
  #last: Promise<unknown> = Promise.resolve();
  readonly #broken = new WeakSet<Link>();
  /** Documents with rows from above that were stored. */
  readonly received = new Signal<readonly DocumentId[]>();
  /** Receipts, held rows or the outbox changed. */
  readonly settled = new Signal();

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
  }

  /**
   * Exchanges until the outbox is empty and the upstream has nothing more to say (S15). Throws LinkError or StorageFailure;
   * what was done by then stays done, and the next call goes on from there.
   */
  async syncOnce(link: Link): Promise<void> {
    const { log } = this.#parts;
    const waiting = new Set<DocumentId>();
    let parcels = await nextParcels(log, waiting);
    for (let more = true; more || parcels.length > 0;) {
      more = await this.#round(link, parcels, await log.cursor(), waiting);
      parcels = await nextParcels(log, waiting);
    }
  }

  /** Begins a stream: says where this node stands and brings it up to date. */
  async begin(stream: Link): Promise<void> {
    await this.#unlessBroken(stream, async () => this.#round(stream, [], await this.#parts.log.cursor(), new Set()));
  }

  /** Sends the outbox over a begun stream, whose node remembers where this one stands. */
  async push(stream: Link): Promise<void> {
    const waiting = new Set<DocumentId>();
    for (let parcels = await nextParcels(this.#parts.log, waiting); parcels.length > 0;) {
      await this.#unlessBroken(stream, () => this.#round(stream, parcels, null, waiting));
      parcels = await nextParcels(this.#parts.log, waiting);
    }
  }

  /** Stores an answer that came unasked. */
  async absorb(stream: Link, response: SyncResponse): Promise<void> {
    await this.#unlessBroken(stream, () => this.#store(stream, [], response, new Set()));
  }

  /** After one answer of a stream could not be stored, storing a later one would move the cursor past it. */
  async #unlessBroken<Value>(stream: Link, task: () => Promise<Value>): Promise<Value> {
    try {
      return await task();
    } catch (cause) {
      this.#broken.add(stream);
      throw cause;
    }
  }

  async #round(
    link: Link,
    parcels: readonly Parcel[],
    cursor: Cursor | null,
    waiting: Set<DocumentId>,
  ): Promise<boolean> {
    const pushes = parcels.map((parcel) => parcel.push);
    const response = await link.sync({ v: PROTOCOL_VERSION, cursor, pushes, wants: [] });
    await this.#store(link, parcels, response, waiting);
    return response.more;
  }

  #store(link: Link, parcels: readonly Parcel[], response: SyncResponse, waiting: Set<DocumentId>): Promise<void> {
    const turn = this.#last.then(() => {
      if (this.#broken.has(link)) throw new LinkError('unreachable');
      return this.#storeNow(link, parcels, response, waiting);
    });
    this.#last = turn.catch(() => undefined); // the caller hears of it; the next answer still has its turn
    return turn;
  }

  async #storeNow(
    link: Link,
    parcels: readonly Parcel[],
    response: SyncResponse,
    waiting: Set<DocumentId>,
  ): Promise<void> {
    const { log } = this.#parts;
    const { settled, repair } = this.#settle(parcels, response.results, waiting);
    const absorbed = await absorbable(this.#parts, response.rows);
    // The cursor moves only when all before it is here: an answer that needs more work first leaves it where it was.
    const whole = !response.reset && absorbed.repair.size === 0;
    const receipt = receiptOf(response);
    await log.settle({ settled, rows: absorbed.rows, cursor: whole ? response.cursor : null, receipt });
    this.#tell(absorbed.rows.map((row) => row.doc));
    if (response.reset) await this.#startOver(link, response, response.reset);
    else if (repair.size + absorbed.repair.size > 0) {
      this.#tell(await reconcile(this.#parts, link, [...repair, ...absorbed.repair], response.cursor));
      await log.settle({ settled: [], rows: [], cursor: response.cursor, receipt });
    }
  }

  /**
   * The upstream's log is not the one that this node knew (S4): nothing counts as stored there, and nothing here is wiped.
   * The old cursor stays until all is done, so that an interrupted start begins again.
   */
  async #startOver(link: Link, response: SyncResponse, readable: readonly DocumentId[]): Promise<void> {
    const { log, journal } = this.#parts;
    const documents = new Set([...readable, ...(await log.documentIds())]);
    journal.warn('the upstream was reset or restored: reconciling every document', { documents: documents.size });
    await log.distrustUpstream();
    this.#tell(await reconcile(this.#parts, link, [...documents], response.cursor));
    await log.settle({ settled: [], rows: [], cursor: response.cursor, receipt: receiptOf(response) });
    this.#tell([]);
  }

  #settle(
    parcels: readonly Parcel[],
    results: readonly PushResult[],
    waiting: Set<DocumentId>,
  ): { settled: Settled[]; repair: Set<DocumentId> } {
    const repair = new Set<DocumentId>();
    const settled = parcels.flatMap(({ push, rows }, index): Settled[] => {
      const result = results[index];
      if (result?.s === 'ok') return rows.map(({ seq }) => ({ seq, up: result.seq }));
      waiting.add(push.doc);
      if (!result || result.s === 'unknown') return [];
      if (result.s === 'need-sv') {
        repair.add(push.doc);
        return [];
      }
      this.#parts.journal.warn('the upstream refused an edit; it is kept here', { doc: push.doc, result: result.s });
      return rows.map(({ seq }) => ({ seq, held: 'why' in result ? result.why : result.s }));
    });
    return { settled, repair };
  }

  #tell(documents: readonly DocumentId[]): void {
    if (documents.length > 0) this.received.emit([...new Set(documents)]);
    this.settled.emit();
  }
}

function receiptOf(response: SyncResponse): UpstreamReceipt {
  return { role: response.node.role, ...response.receipt };
}
