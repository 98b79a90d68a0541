import type { Log } from '../base/log.ts';
import { PROTOCOL_VERSION } from '../protocol/limits.ts';
import type { Cursor, ErasureTold, NodeRole, Receipt, SyncRequest, SyncResponse } from '../protocol/messages.ts';
import type { Access, Principal } from './access.ts';
import type { DocumentCache } from './document-cache.ts';
import { Feed } from './feed.ts';
import type { Inspector } from './inspector.ts';
import { Intake } from './intake.ts';
import { type Head, isDamaged, type LogStore } from './ports.ts';
import type { Publication } from './publication.ts';
import { Quarantine, type QuarantineStore } from './quarantine.ts';
import { type Answering, Session } from './session.ts';
import { namesFit, namesInTurn } from './weight.ts';

export interface ResponderParts {
  readonly role: NodeRole;
  readonly log: LogStore;
  readonly access: Access;
  readonly documents: DocumentCache;
  readonly inspector: Inspector;
  readonly publication: Publication;
  /** Without it, what is refused is seen on the device that sent it alone. */
  readonly quarantine?: QuarantineStore;
  /** Where it is remembered how far erasures have come below. */
  readonly erasures?: ErasureLedger;
  readonly journal: Log;
}

/** Remembers how far erasures have come on the devices below. */
export interface ErasureLedger {
  told(device: string, erased: readonly ErasureTold[]): void;
}

/** The upper side of sync: answers the nodes below, by request or by stream. */
export class Responder implements Answering {
  readonly #role: NodeRole;
  readonly #log: LogStore;
  readonly #documents: DocumentCache;
  readonly #inspector: Inspector;
  readonly #publication: Publication;
  readonly #journal: Log;
  readonly #intake: Intake;
  readonly #feed: Feed;
  readonly #quarantine: Quarantine | undefined;
  readonly #erasures: ErasureLedger | undefined;
  /** Of the log as it was when what is in memory was read. */
  #epoch: string | undefined;

  constructor(parts: ResponderParts) {
    this.#role = parts.role;
    this.#log = parts.log;
    this.#documents = parts.documents;
    this.#inspector = parts.inspector;
    this.#publication = parts.publication;
    this.#journal = parts.journal;
    this.#intake = new Intake(parts);
    this.#feed = new Feed(parts);
    this.#erasures = parts.erasures;
    this.#quarantine = parts.quarantine && new Quarantine({ ...parts, store: parts.quarantine });
  }

  /** Answers one request. Rejects with StorageFailure when the pushes could not be stored. */
  async answer(principal: Principal, request: SyncRequest): Promise<SyncResponse> {
    const epoch = request.cursor?.epoch ?? (await this.#log.head()).epoch;
    await this.#renew();
    const { results, own } = await this.#intake.submit(principal, request.pushes);
    await this.#quarantine?.note(principal, request, results);
    if (request.erased) this.#erasures?.told(principal.device, request.erased);
    const diffs = await this.#feed.diffs(principal, request.wants);
    if (request.quiet) {
      const head = await this.#log.head();
      const more = diffs.length < request.wants.length;
      return { ...(await this.#frame(head, head)), results, diffs, rows: [], since: head.seq, more };
    }
    if (request.cursor && !(await this.#mayGoOn(principal, request.cursor))) {
      return { ...(await this.#reset(principal)), results, diffs };
    }
    const revoked = namesInTurn(await this.#feed.revoked(principal), request.cursor?.seq ?? 0);
    const feed = await this.feedFrom(principal, request.cursor?.seq ?? 0, own);
    // What was read meanwhile showed that the log lost something: then this is not the log that the reader asked.
    if (feed.cursor.epoch !== epoch) return { ...(await this.#reset(principal)), results, diffs };
    const { dismissed } = principal;
    return { ...feed, results, diffs, ...(revoked.length > 0 && { revoked }), ...(dismissed && { dismissed }) };
  }

  /** The reader's cursor is not of this log (S4). */
  async #reset(principal: Principal): Promise<SyncResponse> {
    const head = await this.#log.head();
    const answer = { results: [], diffs: [], rows: [], more: false };
    // From where rights have not read on yet, the reader reads on itself: `reset` names no document of which they do not know.
    const at = await this.#headAt(Math.min(head.seq, this.#publication.knownUpTo), head);
    const readable = await this.#feed.readable(principal);
    if (namesFit(readable)) return { ...(await this.#frame(at, head)), ...answer, since: at.seq, reset: readable };
    // Too many to be named: the reader compares its own, and reads the others from the log's start on.
    return { ...(await this.#frame({ ...head, seq: 0, tag: '' }, head)), ...answer, since: 0, reset: [] };
  }

  /** A log that lost something may say less than what was read of it before: nothing of that is told, or taken for stored (S2). */
  async #renew(): Promise<void> {
    const { epoch } = await this.#log.head();
    if (epoch === this.#epoch) return;
    this.#documents.forgetAll();
    this.#inspector.forgetAll();
    this.#epoch = epoch;
  }

  /** What is new for this reader after a position that is known to be of this log. */
  async feedFrom(principal: Principal, after: number, own: ReadonlySet<number>): Promise<SyncResponse> {
    const head = await this.#log.head();
    const page = await this.#feed.page(principal, after, head.seq, { own, knownUpTo: this.#publication.knownUpTo });
    const at = await this.#headAt(page.upTo, head);
    const named = page.given && { reset: [...page.given], given: true };
    const answer = { results: [], diffs: [], rows: page.rows, since: after, more: page.more, ...named };
    return { ...(await this.#frame(at, head)), ...answer, ...(await this.#quarantine?.heardBy(principal)) };
  }

  /** A stream for one connected device. */
  session(principal: Principal): Session {
    return new Session({ responder: this, principal, publication: this.#publication, journal: this.#journal });
  }

  /**
   * How far the node above has all rows of this log; an ENT has none above, so its own disk is the end (S13). A row that this disk
   * damaged stands for nobody any more: the epoch is another since, by which all who had it compare its document and bring it back.
   */
  async receipt(head: Head): Promise<Receipt> {
    if (this.#role === 'ent') return { seq: head.seq, held: [] };
    const [first, held] = await Promise.all([this.#log.firstUnsettled(), this.#log.held()]);
    if ((await this.#log.head()).epoch !== head.epoch) return { seq: 0, held: [] }; // what was read is of another log
    const refused = held.filter(({ reason }) => !isDamaged(reason));
    return { seq: first === undefined ? head.seq : first - 1, held: [...new Set(refused.map(({ row }) => row.doc))] };
  }

  async #frame(at: Head, head: Head): Promise<Pick<SyncResponse, 'v' | 'node' | 'cursor' | 'receipt'>> {
    return {
      v: PROTOCOL_VERSION,
      node: { epoch: head.epoch, role: this.#role },
      cursor: { epoch: at.epoch, seq: at.seq, tag: at.tag },
      receipt: await this.receipt(head),
    };
  }

  /** Whether the reader may go on from there: the cursor is of this log, and the reader has read in the same right since. */
  async #mayGoOn({ anew = 0 }: Principal, cursor: Cursor): Promise<boolean> {
    if (cursor.seq < anew) return false;
    const head = await this.#log.head();
    return cursor.epoch === head.epoch && (await this.#log.bears(cursor));
  }

  async #headAt(seq: number, head: Head): Promise<Head> {
    if (seq === head.seq) return head;
    const [row] = await this.#log.rowsBetween(seq - 1, seq);
    return { epoch: head.epoch, seq, tag: row?.tag ?? '' };
  }
}
