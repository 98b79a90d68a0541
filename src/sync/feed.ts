import * as Y from 'yjs';
import { toHex } from '../base/bytes.ts';
import type { DocumentId } from '../classroom/document-id.ts';
import { ANSWER_BUDGET_BYTES, MAX_DIFF_BYTES } from '../protocol/limits.ts';
import type { Author, Diff, FeedRow, Want } from '../protocol/messages.ts';
import type { Access, Principal } from './access.ts';
import { around } from './around.ts';
import type { DocumentCache } from './document-cache.ts';
import { KeptPieces } from './kept-pieces.ts';
import { inPieces } from './pieces.ts';
import { type DocumentState, EMPTY_UPDATE, type LogStore, type Row } from './ports.ts';
import { bearsRights } from './publication.ts';
import { fitting, weightOf } from './weight.ts';
import { applyCoalesced, mergedInOrder, updatesOf, ydocFrom, ydocOf } from './ydoc.ts';

/** Rows looked at for one answer. */
const WINDOW_ROWS = 4_000;
/** Bytes of coalesced pieces that are kept for the next reader at the same place: a class comes back together. */
const KEPT_PIECES_BYTES = 8 * 1024 * 1024;
/** So few rows of a document go as they are, side by side: to coalesce them, which saves some 15 bytes a row, takes the whole document. */
const FEW_ROWS = 8;
/** The state vector of an empty document. */
const NO_STATE = new Uint8Array([0]);

export interface FeedPage {
  readonly rows: FeedRow[];
  /** The log position that the reader has then. */
  readonly upTo: number;
  readonly more: boolean;
  /** Documents that became readable at `upTo`, too much to be sent whole: the reader is to compare them, and then is past it. */
  readonly given?: readonly DocumentId[];
}

/** What a page has of grants: documents sent whole, or named. */
interface Granted extends Pick<FeedPage, 'upTo' | 'given'> {
  readonly whole: ReadonlyMap<DocumentId, FeedRow | undefined>;
}

/** What a reader may see of the log since a position, coalesced per document (S3), filtered when read (S12). */
export class Feed {
  readonly #log: LogStore;
  readonly #access: Access;
  readonly #documents: DocumentCache;
  readonly #pieces = new KeptPieces(KEPT_PIECES_BYTES);
  /** Windows that are being read now: a class that comes back together asks for the same one. */
  readonly #windows = new Map<string, Promise<Row[]>>();

  constructor(parts: { log: LogStore; access: Access; documents: DocumentCache }) {
    this.#log = parts.log;
    this.#access = parts.access;
    this.#documents = parts.documents;
  }

  /**
   * Rows after `after`, up to `head` or to the byte budget. Left out are those at the positions in `own`, which the reader sent,
   * and whatever follows a row that bears rights but is not known yet: its readers are told once it is.
   */
  async page(
    principal: Principal,
    after: number,
    head: number,
    { own, knownUpTo }: { readonly own: ReadonlySet<number>; readonly knownUpTo: number },
  ): Promise<FeedPage> {
    const end = Math.min(head, after + WINDOW_ROWS);
    const window = await this.#window(after, end);
    const unknown = window.find((row) => row.seq > knownUpTo && bearsRights(row.doc));
    const known = unknown ? window.filter((row) => row.seq < unknown.seq) : window;
    const last = unknown ? unknown.seq - 1 : head;
    const rows = fitting(known, ANSWER_BUDGET_BYTES, weightOf);
    const budgeted = rows.length < known.length ? rows.at(-1)!.seq : Math.min(last, end);
    const { whole, upTo, given } = await this.#granted(principal, after, budgeted);
    const more = upTo < last;
    if (given) {
      const alone = rows.find((row) => row.seq === upTo && this.#reads(principal, row.doc, upTo))?.doc;
      return { rows: [], upTo, more, given: [...new Set(alone === undefined ? given : [...given, alone])] };
    }
    const changed = new Map<DocumentId, Row[]>();
    for (const row of rows) {
      if (row.seq > upTo || own.has(row.seq) || whole.has(row.doc) || !this.#reads(principal, row.doc, upTo)) continue;
      changed.set(row.doc, [...(changed.get(row.doc) ?? []), row]);
    }
    const pieces = await Promise.all([...changed].map(([doc, changes]) => this.#piece(doc, changes)));
    return { rows: [...[...whole.values()].filter((row) => row !== undefined), ...pieces], upTo, more };
  }

  /**
   * What became readable after `after`, whole, as far as it fits: the page ends before the grant that does not. Where that is the very
   * next position no page can end before it, and its documents are named. So each page moves on, and none is past a document that it lacks.
   */
  async #granted(principal: Principal, after: number, upTo: number): Promise<Granted> {
    const whole = new Map<DocumentId, FeedRow | undefined>();
    if (!this.#access.anyGrantBetween(principal, after, upTo)) return { whole, upTo };
    let weight = 0;
    for (const [since, docs] of this.#access.grantsBetween(principal, after, upTo, await this.#log.documentIds())) {
      for (const doc of docs) {
        const row = await this.#whole(doc);
        weight += row ? weightOf(row) : 0;
        if ((weight > ANSWER_BUDGET_BYTES && whole.size > 0) || weight > MAX_DIFF_BYTES) {
          if (since === after + 1) return { whole: new Map(), upTo: since, given: docs };
          for (const one of docs) whole.delete(one);
          return { whole, upTo: since - 1 };
        }
        whole.set(doc, row);
      }
    }
    return { whole, upTo };
  }

  /** Answers wants, in their order: what each state vector lacks. The last ones stay without an answer where the budget ends before them. */
  async diffs(principal: Principal, wants: readonly Want[]): Promise<Diff[]> {
    const states = await this.#log.documents(wants.map((want) => want.doc));
    const diffs: Diff[] = [];
    let weight = 0;
    for (const [index, want] of wants.entries()) {
      const diff = await this.#diff(principal, want, states[index]!);
      weight += weightOf(diff);
      if (weight > ANSWER_BUDGET_BYTES && diffs.length > 0) break;
      diffs.push(diff);
    }
    return diffs;
  }

  /** Nothing of a document that the reader may not read. */
  async #diff(principal: Principal, { doc, sv: theirs, parts }: Want, { seq, authors }: DocumentState): Promise<Diff> {
    const readable = this.#access.readableSince(principal, doc) !== undefined;
    // Of what is not here there is nothing to tell, nor of what comes in this very moment to one who may not read it.
    if (!readable && seq === 0) return { doc, update: EMPTY_UPDATE, sv: NO_STATE, seq, authors: [] };
    const owed = !readable && this.#access.revokedOf(principal, [doc]).length > 0;
    if (!readable && !owed) return { doc, update: null, sv: NO_STATE, seq: 0, authors: [] };
    const known = await this.#documents.get(doc);
    // What a reader still has of a class that was taken from it is wanted (S12): it is told how far this node has come, and no content.
    const sv = Y.encodeStateVector(known);
    const update = diffOf(known, owed ? sv : theirs);
    const diff = { doc, update, sv, seq, authors: owed ? [] : [...authors] };
    const [first] = parts && update.byteLength > MAX_DIFF_BYTES ? inPieces(update) : [];
    // Where only deletions are left there is no part from which to ask on.
    const isPart = first !== undefined && Y.parseUpdateMeta(first).to.size > 0;
    return isPart ? { ...diff, update: first, more: true } : diff;
  }

  /** Documents that were taken from the reader. */
  async revoked(principal: Principal): Promise<DocumentId[]> {
    return principal.revoked?.size ? this.#access.revokedOf(principal, await this.#log.documentIds()) : [];
  }

  /** Ids of all documents of this log that the reader may read. */
  async readable(principal: Principal): Promise<DocumentId[]> {
    const ids = await this.#log.documentIds();
    return ids.filter((id) => this.#access.readableSince(principal, id) !== undefined);
  }

  #reads(principal: Principal, doc: DocumentId, upTo: number): boolean {
    const since = this.#access.readableSince(principal, doc);
    return since !== undefined && since <= upTo;
  }

  #window(after: number, end: number): Promise<Row[]> {
    const key = `${after} ${end}`;
    const reading =
      this.#windows.get(key) ?? this.#log.rowsBetween(after, end).finally(() => this.#windows.delete(key));
    this.#windows.set(key, reading);
    return reading;
  }

  async #whole(doc: DocumentId): Promise<FeedRow | undefined> {
    const rows = await this.#log.rowsOf(doc);
    if (rows.length === 0) return undefined;
    const update = Y.encodeStateAsUpdate(ydocOf(rows));
    return { doc, update, seq: rows.at(-1)!.seq, authors: authorsOf(rows) };
  }

  async #piece(doc: DocumentId, changed: readonly Row[]): Promise<FeedRow> {
    const last = changed.at(-1)!;
    return { doc, update: await this.#coalesced(doc, changed), seq: last.seq, authors: authorsOf(changed) };
  }

  async #coalesced(doc: DocumentId, changed: readonly Row[]): Promise<Uint8Array> {
    if (changed.length === 1) return changed[0]!.update;
    const merged = changed.length <= FEW_ROWS && mergedInOrder(changed.map((row) => row.update));
    if (merged) return merged;
    // By their bytes too: a compaction leaves positions where they are and puts other bytes there.
    const key = `${doc} ${changed.map((row) => `${row.seq}:${toHex(row.hash.subarray(0, 8))}`).join(' ')}`;
    const kept = this.#pieces.get(key);
    if (kept) return kept;
    const chosen = new Set(changed.map((row) => row.seq));
    const { base, rows } = await around(this.#log, doc, changed[0]!.seq);
    const there = new Set(rows.map((row) => row.seq));
    // Put together or erased since they were read: what is there now says all that may still be said.
    if (changed.some((row) => !there.has(row.seq))) return Y.encodeStateAsUpdate(ydocFrom(updatesOf({ base, rows })));
    const before = rows.filter((row) => !chosen.has(row.seq) && row.seq < changed.at(-1)!.seq);
    const piece =
      applyCoalesced(
        ydocFrom(updatesOf({ base, rows: before })),
        changed.map((row) => row.update),
      ) ?? changed[0]!.update;
    this.#pieces.keep(key, piece);
    return piece;
  }
}

/** A hostile state vector asks for everything rather than stopping the answer. */
function diffOf(doc: Y.Doc, sv: Uint8Array): Uint8Array {
  try {
    return Y.encodeStateAsUpdate(doc, sv);
  } catch {
    return Y.encodeStateAsUpdate(doc);
  }
}

function authorsOf(rows: readonly Row[]): Author[] {
  return [...new Map(rows.flatMap((row) => row.authors).map((author) => [author[0], author])).values()];
}
