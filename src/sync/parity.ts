import type { Log } from '../base/log.ts';
import type { DocumentId } from '../classroom/document-id.ts';
import { PROTOCOL_VERSION } from '../protocol/limits.ts';
import {
  BAD_REASONS,
  type BadReason,
  type Cursor,
  type DeniedReason,
  type SyncResponse,
} from '../protocol/messages.ts';
import { absorbable, assertGoesOn, givenApart, receiptOf, settleAbsorbed } from './absorb.ts';
import type { HeldReport } from './held.ts';
import type { Inspector } from './inspector.ts';
import type { Parcel } from './outbox.ts';
import { type HeldRow, type Link, LinkError, type LogStore, type Settled } from './ports.ts';
import { reconcile, type Whole } from './reconcile.ts';

export interface ParityParts {
  readonly device: string;
  readonly log: LogStore;
  readonly inspector: Inspector;
  readonly journal: Log;
  readonly held: HeldReport;
  /** Documents with rows from above were stored, or the standing of rows changed. */
  readonly tell: (documents: readonly DocumentId[]) => void;
  /** The school erased these documents; resolves when they are gone here too. */
  readonly erase: (documents: readonly DocumentId[]) => Promise<void>;
}

/** An answer as it was stored, with what it answers. */
export interface Stored {
  readonly parcels: readonly Parcel[];
  readonly response: SyncResponse;
  readonly cursor: Cursor;
}

/** Brings this node and its upstream to the same content where rows alone do not: after a gap (S11), and after the upstream lost its log (S4). */
export class Parity {
  readonly #parts: ParityParts;
  /** Documents that the upstream will not take from this node, and why: others must bring them. */
  readonly #unprovable = new Map<DocumentId, DeniedReason | BadReason>();

  constructor(parts: ParityParts) {
    this.#parts = parts;
  }

  /** What the upstream would not take before it may take now: others brought what was missing. */
  anew(): void {
    this.#unprovable.clear();
  }

  /** Rights came: what was refused for want of them may be taken now, and who has none is refused once more (S9). */
  async offerAgain(): Promise<void> {
    const { log } = this.#parts;
    const why: DeniedReason = 'no-right';
    if ((await log.held()).some(({ reason }) => reason === why)) await log.offerAgain(why);
  }

  /**
   * What could not be taken as it came is compared by state vector; the rows stay pending until the cursor is past what is whole
   * above then. Where that is refused they are held (S9): sent again and again they would be refused again and again.
   */
  async repair(
    link: Link,
    documents: readonly DocumentId[],
    { parcels, response, cursor }: Stored,
  ): Promise<readonly Whole[]> {
    const { log, journal, held, tell, erase } = this.#parts;
    journal.info('reconciling', { documents: documents.length });
    const { received, whole, refused, gone } = await reconcile(this.#parts, link, documents);
    await erase(gone);
    const settled = parcels.flatMap(({ push, rows }): Settled[] => {
      const why = refused.get(push.doc);
      return why ? rows.map(({ seq }) => ({ seq, held: why })) : [];
    });
    await log.settle({ settled, rows: [], cursor, receipt: receiptOf(response) });
    held.answered(settled);
    tell(received);
    return whole;
  }

  /**
   * The upstream's log is not the one that this node knew (S4): nothing counts as stored there, and nothing here is wiped.
   * The old cursor stays until all is done, so that an interrupted start begins again.
   */
  async startOver(link: Link, response: SyncResponse, readable: readonly DocumentId[]): Promise<void> {
    const { log, journal, tell, erase } = this.#parts;
    const documents = new Set([...readable, ...(await log.documentIds())]);
    journal.warn('the upstream was reset or restored: reconciling every document', { documents: documents.size });
    await log.distrustUpstream();
    const { received, whole, gone } = await reconcile(this.#parts, link, [...documents]);
    await erase(gone);
    await this.offerAgain();
    tell(received);
    const caughtUp = await this.#readOn(link, response.cursor);
    await log.settle({ settled: [], rows: [], cursor: caughtUp.cursor, receipt: receiptOf(caughtUp) });
    await this.confirm(whole);
  }

  /**
   * What a start over could not settle, such as a work whose assignment the upstream did not know yet, is compared again. What is
   * whole then is to be confirmed once the cursor is read on; undefined where there was nothing to compare.
   */
  async prove(link: Link): Promise<readonly Whole[] | undefined> {
    const documents = await this.provable();
    if (documents.length === 0) return undefined;
    const { held, tell, erase } = this.#parts;
    const { received, whole, refused, gone } = await reconcile(this.#parts, link, documents);
    await erase(gone);
    tell(received);
    for (const [doc, why] of refused) this.#unprovable.set(doc, why);
    held.besides(await this.#notTaken());
    return whole;
  }

  /**
   * What was above once and is not taken again as it is: this node may be the last to have it, and people must hear of it (S9).
   * Where only the right to bring it is missing, another node has that right.
   */
  async #notTaken(): Promise<HeldRow[]> {
    const bad = [...this.#unprovable].filter(([, why]) => BAD_REASONS.some((reason) => reason === why));
    const rows = bad.map(async ([doc, reason]) =>
      (await this.#parts.log.rowsOf(doc)).map((row): HeldRow => ({ row, reason })),
    );
    return (await Promise.all(rows)).flat();
  }

  /** Only what lies behind the cursor is proved: the tag would tell if the upstream lost it. */
  async confirm(whole: readonly Whole[]): Promise<void> {
    const { log, held, tell } = this.#parts;
    const cursor = await log.cursor();
    for (const { doc, localSeq, up } of whole) if (cursor && up <= cursor.seq) await log.confirm(doc, localSeq, up);
    held.changed(); // damaged copies may have left
    tell([]);
  }

  async provable(): Promise<DocumentId[]> {
    return (await this.#parts.log.unproven()).filter((doc) => !this.#unprovable.has(doc));
  }

  /** Reads on from `cursor` to the end of the upstream's log, storing rows but not yet the cursor; returns the last answer. */
  async #readOn(link: Link, cursor: Cursor): Promise<SyncResponse> {
    const { response, named } = givenApart(await link.sync({ v: PROTOCOL_VERSION, cursor, pushes: [], wants: [] }));
    if (response.reset) throw new LinkError('bad-answer'); // reset again meanwhile: the next exchange starts over
    assertGoesOn(cursor, response);
    const { rows, repair } = await absorbable(this.#parts, response.rows, named);
    await settleAbsorbed(this.#parts, { settled: [], rows, cursor: null, receipt: receiptOf(response) });
    this.#parts.tell(rows.map((row) => row.doc));
    if (repair.size > 0) this.#parts.tell((await reconcile(this.#parts, link, [...repair])).received);
    return response.more ? this.#readOn(link, response.cursor) : response;
  }
}
