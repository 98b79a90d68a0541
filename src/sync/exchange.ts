import type { Log } from '../base/log.ts';
import { Cell, Signal } from '../base/observable.ts';
import type { DocumentId } from '../classroom/document-id.ts';
import { PROTOCOL_VERSION } from '../protocol/limits.ts';
import type { Cursor, ErasureTold, NodeRole, SyncResponse } from '../protocol/messages.ts';
import { absorbable, assertGoesOn, givenApart, receiptOf, settleAbsorbed } from './absorb.ts';
import { HeldReport } from './held.ts';
import type { Inspector } from './inspector.ts';
import { nextParcels, type Parcel } from './outbox.ts';
import { Parity } from './parity.ts';
import { type Link, LinkError, type LogStore } from './ports.ts';
import { bearsRights } from './publication.ts';
import { isToBeSent, newRun, readResults, type Run } from './push-results.ts';

export interface ExchangeParts {
  /** This node's own id at its upstream: what it relays for others still comes from this device. */
  readonly device: string;
  readonly log: LogStore;
  /** Checks what comes from above before it is stored. */
  readonly inspector: Inspector;
  readonly journal: Log;
  /** How far erasures have come here and below, to be told upward; nothing where it is left out. */
  readonly erased?: () => readonly ErasureTold[];
}

/** The lower side of sync: sends what the upstream lacks, stores what it sends. The same for tablet and hub, page and worker. */
export class Exchange {
  readonly #parts: ExchangeParts;
  /** Answers are stored one after the other, in the order in which they came. */
  #last: Promise<unknown> = Promise.resolve();
  /** Streams of which an answer was lost or could not be stored: storing a later one would move the cursor past it. */
  readonly #broken = new WeakSet<Link>();
  readonly #streams = new WeakSet<Link>();
  readonly #parity: Parity;
  /** What the upstream is, once it answered. */
  readonly role = new Cell<NodeRole | undefined>(undefined);
  /** Documents with rows from above that were stored. */
  readonly received = new Signal<readonly DocumentId[]>();
  /** Documents to purge once they are drained. The upstream names them anew at each connection: what it named before is forgotten. */
  readonly #leaving = new Set<DocumentId>();
  /** Documents that left this device, since it may not read them any more (S12). */
  readonly purged = new Signal<readonly DocumentId[]>();
  /** The upstream has asked this device to erase itself, and all that it held has arrived there: nothing waits, nothing was refused (S9). */
  readonly dismissed = new Signal();
  #isDismissed = false;
  /** Receipts, held rows or the outbox changed. */
  readonly settled = new Signal();
  /** What the upstream is told of refused rows, and tells of those of others (S9). */
  readonly held: HeldReport;
  /** What the upstream was told last of erasures, as JSON. */
  #toldErased = '[]';

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
    this.held = new HeldReport(parts.log);
    this.#parity = new Parity({
      ...parts,
      held: this.held,
      tell: (documents) => this.#tell(documents),
      erase: (documents) => this.#erase(documents),
    });
  }

  /**
   * Exchanges until the outbox is empty and the upstream has nothing more to say (S15). Throws LinkError or StorageFailure;
   * what was done by then stays done, and the next call goes on from there.
   */
  async syncOnce(link: Link): Promise<void> {
    const { log } = this.#parts;
    const run = newRun();
    this.#anew();
    let parcels = await nextParcels(log, run.waiting);
    for (let more = true; more || parcels.length > 0;) {
      more = await this.#round(link, parcels, await log.cursor(), run);
      // Acks count only once the cursor is past them, so what the upstream still has to say comes first.
      parcels = more ? [] : await nextParcels(log, run.waiting);
    }
    if (await this.#hasNews()) await this.#round(link, [], await log.cursor(), run);
    await this.#prove(link, await log.cursor());
  }

  /**
   * Begins a stream with all there is to say: where this node stands and what it has for the upstream go in one request, what the
   * upstream has for this node comes in its answer. Resolves to whether anything waits.
   */
  async begin(stream: Link): Promise<boolean> {
    this.#anew();
    this.#streams.add(stream);
    return this.#drain(stream, { cursor: await this.#parts.log.cursor() });
  }

  /**
   * Sends the outbox over a begun stream, whose node remembers where this one stands; with `beat` also where there is nothing to
   * send, since a stream may be dead though both ends believe in it. Resolves to whether anything waits.
   */
  push(stream: Link, { beat = false } = {}): Promise<boolean> {
    return this.#drain(stream, beat ? { cursor: null } : undefined);
  }

  /** Each document goes once: what is answered but not yet behind the cursor waits for the stream to bring the cursor there. */
  async #drain(stream: Link, greeting: { readonly cursor: Cursor | null } | undefined): Promise<boolean> {
    const { log } = this.#parts;
    const run = newRun();
    let parcels = await nextParcels(log, run.waiting);
    for (let first = greeting; first || parcels.length > 0; first = undefined) {
      const repaired = new Set(run.repaired);
      await this.#round(stream, parcels, first?.cursor ?? null, run);
      for (const { push } of parcels) {
        if (repaired.has(push.doc) || !run.repaired.has(push.doc)) run.waiting.add(push.doc);
      }
      parcels = await nextParcels(log, run.waiting);
    }
    if (await this.#hasNews()) await this.#round(stream, [], null, run);
    await this.#prove(stream, null);
    return (await log.pendingCount()).rows > 0 || (await this.#parity.provable()).length > 0;
  }

  /** What an upstream said before may be true no longer: others brought what it would not take, a class was given back. */
  #anew(): void {
    this.#parity.anew();
    this.#leaving.clear();
  }

  /** Stores an answer that came unasked. */
  async absorb(stream: Link, response: SyncResponse): Promise<void> {
    this.#streams.add(stream);
    await this.#store(stream, [], response, newRun());
  }

  async #orBroken<Value>(link: Link, task: () => Promise<Value>): Promise<Value> {
    try {
      return await task();
    } catch (cause) {
      if (this.#streams.has(link)) this.#broken.add(link);
      throw cause;
    }
  }

  async #round(link: Link, parcels: readonly Parcel[], cursor: Cursor | null, run: Run): Promise<boolean> {
    const pushes = parcels.filter((parcel) => isToBeSent(parcel, run)).map(({ push }) => push);
    const news = this.#erasedNews();
    const response = await this.#orBroken(link, () =>
      this.held.tell((held) => link.sync({ v: PROTOCOL_VERSION, cursor, pushes, wants: [], ...held, ...news })),
    );
    if (cursor) assertGoesOn(cursor, response);
    if (news.erased) this.#toldErased = JSON.stringify(news.erased);
    await this.#store(link, parcels, response, run);
    return response.more;
  }

  async #hasNews(): Promise<boolean> {
    return (await this.held.isNews()) || this.#erasedNews().erased !== undefined;
  }

  #erasedNews(): { erased?: ErasureTold[] } {
    const erased = [...(this.#parts.erased?.() ?? [])];
    return JSON.stringify(erased) === this.#toldErased ? {} : { erased };
  }

  /**
   * Runs a task between two answers, in which nothing is between being looked at and being stored: what is taken out of the log then
   * cannot be what rows that follow build on. May wait as long as an answer takes that needs more work first.
   */
  inTurn<Value>(task: () => Promise<Value>): Promise<Value> {
    const turn = this.#last.then(task);
    this.#last = turn.catch(() => undefined); // the caller hears of it; the next one still has its turn
    return turn;
  }

  #store(link: Link, parcels: readonly Parcel[], response: SyncResponse, run: Run): Promise<void> {
    return this.inTurn(() => {
      if (this.#broken.has(link)) throw new LinkError('unreachable');
      // Marked in this very turn: the next one begins before anyone hears of a failure.
      return this.#orBroken(link, () => this.#storeNow(link, parcels, response, run));
    });
  }

  async #storeNow(link: Link, parcels: readonly Parcel[], answer: SyncResponse, run: Run): Promise<void> {
    const { response, named } = givenApart(answer);
    const cursor = await this.#cursorAfter(response);
    this.role.set(response.node.role);
    const { settled, repair, gone } = readResults(parcels, response, run, this.#parts.journal);
    const absorbed = await absorbable(this.#parts, response.rows, named);
    // The cursor moves only when all before it is here: an answer that needs more work first leaves it where it was.
    const whole = !response.reset && absorbed.repair.size === 0;
    await settleAbsorbed(this.#parts, {
      settled: whole ? settled : settled.filter((one) => 'held' in one),
      rows: absorbed.rows,
      cursor: whole ? cursor : null,
      receipt: receiptOf(response),
    });
    await this.#erase(gone);
    const brought = [...response.rows.map(({ doc }) => doc), ...named];
    if (brought.some(bearsRights)) await this.#parity.offerAgain();
    if (response.reset) {
      this.#anew();
      run.whole.clear(); // it was in a log that is no more
      this.held.forgotten();
      this.#toldErased = '[]';
    }
    this.held.answered(settled);
    this.held.hear(response);
    this.#tell(absorbed.rows.map((row) => row.doc));
    for (const doc of response.revoked ?? []) this.#leaving.add(doc);
    for (const doc of brought) this.#leaving.delete(doc); // what is sent again was given again
    await this.#purge();
    if (response.reset) await this.#parity.startOver(link, response, response.reset);
    else if (repair.size + absorbed.repair.size > 0) {
      const repaired = await this.#parity.repair(link, [...repair, ...absorbed.repair], { parcels, response, cursor });
      for (const one of repaired) run.whole.set(one.doc, one);
    }
    this.#isDismissed = response.dismissed === true;
    await this.#hearDismissal();
  }

  /** Not while anything is pending, held, or was with an upstream that lost its log since: this device may be the last to have it. */
  async #hearDismissal(): Promise<void> {
    if (!this.#isDismissed) return;
    const { log } = this.#parts;
    if ((await log.firstUnsettled()) === undefined && (await log.held()).length === 0) this.dismissed.emit();
  }

  /**
   * Where this node stands once the answer is stored. Storing one that begins further on than it has read would skip what lies
   * between; one that ends before, as a stream's may that was read on beside it, does not take it back: acks beyond it counted.
   */
  async #cursorAfter({ since, reset, cursor }: SyncResponse): Promise<Cursor> {
    const read = await this.#parts.log.cursor();
    if (reset) return cursor;
    if (since > (read?.seq ?? 0)) throw new LinkError('bad-answer');
    return read?.epoch === cursor.epoch && read.seq > cursor.seq ? read : cursor;
  }

  /** Purges what was taken from this device, but nothing that the upstream lacks (S12): that waits until it is drained. */
  async #purge(): Promise<void> {
    if (this.#leaving.size === 0) return;
    const left = await this.#parts.log.purge([...this.#leaving]);
    for (const doc of left) this.#leaving.delete(doc);
    if (left.length > 0) this.purged.emit(left);
  }

  /** The school erased them: what was not sent is wanted nowhere any more. */
  async #erase(docs: readonly DocumentId[]): Promise<void> {
    if (docs.length === 0) return;
    const { documents } = await this.#parts.log.erase(docs);
    if (documents.length > 0) this.purged.emit(documents);
  }

  async #prove(link: Link, cursor: Cursor | null): Promise<void> {
    const before = await this.#parts.log.cursor();
    const whole = await this.#parity.prove(link);
    if (!whole) return;
    await this.#round(link, [], cursor, newRun());
    // Where the upstream was another since, all was compared anew with that one.
    if ((await this.#parts.log.cursor())?.epoch === before?.epoch) await this.#parity.confirm(whole);
    await this.#hearDismissal();
  }

  #tell(documents: readonly DocumentId[]): void {
    if (documents.length > 0) this.received.emit([...new Set(documents)]);
    this.settled.emit();
  }
}
