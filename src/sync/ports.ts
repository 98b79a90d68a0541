import type * as Y from 'yjs';
import type { DocumentId } from '../classroom/document-id.ts';
import type { FileRef } from '../classroom/file-ref.ts';
import type { ProjectedKind, Projection, ProjectionOf } from '../classroom/projection.ts';
import type { Author, Cursor, NodeRole, SyncRequest, SyncResponse } from '../protocol/messages.ts';

/** A row to be stored. `update` is a Yjs V1 update; `authors` names the account and device behind each clientID in it. */
export interface DraftRow {
  readonly doc: DocumentId;
  readonly update: Uint8Array;
  /** The account that made this edit; '' where the row joins several authors' edits (a coalesced row from above). */
  readonly author: string;
  readonly device: string;
  readonly authors: readonly Author[];
}

/** What is left of a purged row's update: no structs, no deletions, in V1. */
export const EMPTY_UPDATE: Uint8Array = Uint8Array.of(0, 0);

/** A row of the log (S3). `hash` is the SHA-256 of `update`, kept at rest and checked when read back (S10). */
export interface Row extends DraftRow {
  /** Grows by the store's own count, from 1. */
  readonly seq: number;
  /** Random per commit, base64url (S4). */
  readonly tag: string;
  readonly hash: Uint8Array;
}

/** A row that came from the upstream, with the upstream's own position for it. */
export interface RowFromAbove extends DraftRow {
  readonly up: number;
}

/** One pending row's answer: `up` is the upstream's position, or it is held back with a reason (S9). */
export type Settled = { readonly seq: number; readonly up: number } | { readonly seq: number; readonly held: string };

/** Everything that one answer of the upstream changes, stored in one transaction or not at all. */
export interface Settlement {
  readonly settled: readonly Settled[];
  readonly rows: readonly RowFromAbove[];
  /** Null leaves the cursor where it is. */
  readonly cursor: Cursor | null;
  readonly receipt: UpstreamReceipt;
}

/** Rows of one document that become one (S14). */
export interface Compaction {
  /** What the document's rows up to `upTo` say together. */
  readonly row: DraftRow;
  readonly upTo: number;
  /** `above`: only where each of those rows is with the upstream (S13). `here`: this node has no upstream, so its own disk is the end. */
  readonly receipted: 'above' | 'here';
  /**
   * `dropped`: those rows, and what was archived or damaged of the document before, are to be read nowhere any more (an erasure);
   * one row is enough.
   */
  readonly archive?: 'kept' | 'dropped';
}

/** What an erasure took out of a log. */
export interface Erased {
  readonly documents: readonly DocumentId[];
  /** With those in the archive. */
  readonly rows: number;
}

/** How far the node above the upstream has stored, and what the upstream is. */
export interface UpstreamReceipt {
  readonly role: NodeRole;
  readonly seq: number;
  readonly held: readonly DocumentId[];
}

export interface Head {
  readonly epoch: string;
  readonly seq: number;
  readonly tag: string;
}

/** What a log has of a document after a position, its older rows put together where the store keeps them so. */
export interface Content {
  /** What the rows up to `upTo` say together; undefined where `upTo` is the position that was asked for. */
  readonly base: Uint8Array | undefined;
  readonly upTo: number;
  /** The rows after `upTo`, in order of seq. */
  readonly rows: readonly Row[];
}

/** A document's clientID bindings and the last position it holds. */
export interface DocumentState {
  /** Last row of this document in this log; 0 when there is none. */
  readonly seq: number;
  readonly authors: readonly Author[];
}

/** Where a document lies: 0 nowhere yet, 1 on this disk, 2 on the hub's, 3 on the ENT's. Shown as ✓ ✓✓ ✓✓✓. */
export type ReceiptLevel = 0 | 1 | 2 | 3;

/** A row kept from the upstream because it refused it, or because this disk damaged it (S9): seen, exported, never dropped. */
export interface HeldRow {
  readonly row: Row;
  readonly reason: string;
}

/** Why a row is held that this disk damaged: nobody else may have had it, so its bytes are kept as they are for a person to see. */
export const DAMAGED = 'damaged';
/** The same for a row that was with the upstream: it leaves once its document is whole again with it. */
export const DAMAGED_COPY = 'damaged-copy';

export const isDamaged = (reason: string | undefined): boolean => reason === DAMAGED || reason === DAMAGED_COPY;

/**
 * A node's log and its bond with its upstream. Every promise resolves only when its change is on disk (S1, S2);
 * it rejects with a `StorageFailure` when nothing of it was stored. Calls may overlap; each is atomic.
 */
export interface LogStore {
  /** The log's end. `epoch` is random, made when the store is created and made anew when it lost something (`setAside`). */
  head(): Promise<Head>;
  /** Appends rows made here or pushed from below, at consecutive positions; they are pending for the upstream. Returns the head as it is right after the last of them. */
  append(rows: readonly DraftRow[]): Promise<Head>;
  /** Whether the row at `seq` bears `tag`; true for 0 and ''. Remembered for rows that were compacted away (S4). */
  bears(position: { readonly seq: number; readonly tag: string }): Promise<boolean>;
  /** Rows with after < seq ≤ upTo in order of seq; what is left of a row that was emptied, or set aside, says nothing. */
  rowsBetween(after: number, upTo: number): Promise<Row[]>;
  /** All rows of a document in order of seq: applied to a new Y.Doc they give the document. */
  rowsOf(doc: DocumentId, afterSeq?: number): Promise<Row[]>;
  /** What `rowsOf` says, for one who only wants the document: a store may keep its older rows put together, so that it costs no more after a year. */
  contentOf(doc: DocumentId, afterSeq?: number): Promise<Content>;
  /** Last positions and bindings, one per asked document, in order. */
  documents(ids: readonly DocumentId[]): Promise<DocumentState[]>;
  /** Ids of all documents in the log, sorted. */
  documentIds(): Promise<DocumentId[]>;

  /** Rows still to be pushed up, in order of seq, up to about `maxBytes` (the first row always), without those of the `except` documents. */
  pending(maxBytes: number, except?: ReadonlySet<DocumentId>): Promise<Row[]>;
  pendingCount(): Promise<{ readonly rows: number; readonly bytes: number }>;
  /** The least position that is neither with the upstream nor held, or undefined: all rows before it are there, held ones apart (S13). */
  firstUnsettled(): Promise<number | undefined>;
  /** With those that were set aside, the only ones whose bytes do not fit their hash. */
  held(): Promise<HeldRow[]>;
  /**
   * Looks again at a row that was read damaged (S10); false, and nothing changed, where its bytes fit. Else it is held as
   * `DAMAGED` or `DAMAGED_COPY` and every reading passes over it, so that it stops nothing but itself (S9). This log has lost
   * something then, as if it were restored, so its epoch is made anew: whoever knew it compares every document (S4). True also
   * where that was done before. A store that has what the row said in another place appends it and empties the row: nothing is lost.
   */
  setAside(seq: number): Promise<boolean>;
  /** Held rows are pending again, all or those held for one reason, since there is hope that it is gone (S9); damaged ones stay. Returns their documents, sorted. */
  offerAgain(reason?: string): Promise<DocumentId[]>;
  /** Empties rows that are held as `DAMAGED`: what they said is here again, or a person has seen to them. No other row changes. Returns their documents, sorted. */
  letGo(seqs: readonly number[]): Promise<DocumentId[]>;
  cursor(): Promise<Cursor | null>;
  receipt(): Promise<UpstreamReceipt | null>;
  /** Applies one answer of the upstream. */
  settle(settlement: Settlement): Promise<Head>;
  /**
   * The upstream lost its log (S4): no row counts as stored there any more, and a damaged copy may be the only one. Pending and other
   * held rows stay as they are, and so does the cursor: whoever reconciles sets it at the end.
   */
  distrustUpstream(): Promise<void>;
  /** All of the document's rows up to `upToSeq` are with the upstream at `up` (after reconciling it). What it had of damaged copies is here again: they are emptied. */
  confirm(doc: DocumentId, upToSeq: number, up: number): Promise<void>;
  /** Documents to be compared with the upstream: with rows that were stored there before `distrustUpstream` and are not confirmed since, or with damaged copies. Sorted. */
  unproven(): Promise<DocumentId[]>;
  /**
   * Takes whole documents out of this log, those whose every row is with the upstream; a document with a pending, held or unproven
   * row stays as it is. Positions and tags stay (S4): such a row is left without its bytes, under the document ''. Returns what left.
   */
  purge(docs: readonly DocumentId[]): Promise<DocumentId[]>;
  /** The same for documents that the school erased: also what is pending, held or unproven goes, and is nowhere any more. */
  erase(docs: readonly DocumentId[]): Promise<Erased>;

  /**
   * Puts one row in the place of its document's rows up to `upTo`, which go to the archive as they are, with their authors (S14).
   * It takes the last of their positions; the others stay, with their tags (S4), without bytes and under the document '', so that
   * a reader whose cursor lies between them gets all of it. False, and nothing changed, where there are not two rows to put
   * together or one of them is not receipted.
   */
  compact(compaction: Compaction): Promise<boolean>;
  /** A document's rows that were compacted, in order of seq; what came after the last of them is in `rowsOf`. They leave with their document. */
  archivedRowsOf(doc: DocumentId): Promise<Row[]>;
  /** Documents with at least so many rows to be read, sorted, some at a time. Walks through the log as far as it is asked: for a quiet moment. */
  longDocuments(rows: number): AsyncIterable<readonly DocumentId[]>;
  /** Receipt level of each document, in order. */
  levels(ids: readonly DocumentId[]): Promise<ReceiptLevel[]>;

  close(): Promise<void>;
}

export type StorageFailureReason = 'full' | 'closed' | 'aborted' | 'corrupt' | 'unavailable';

/** A store could not keep what it was given: nothing of that call is stored, and the caller still has it. */
export class StorageFailure extends Error {
  readonly reason: StorageFailureReason;
  /** The position of the one row that is to blame, where it is one. */
  readonly row: number | undefined;

  constructor(reason: StorageFailureReason, cause?: unknown, row?: number) {
    super(`storage failure: ${reason}`, { cause });
    this.name = 'StorageFailure';
    this.reason = reason;
    this.row = row;
  }
}

/** Rows that the screens and the rights read; made again from the log at will. */
export interface ProjectionStore {
  /** The log position up to which projections are made; 0 at first or after `clear`. */
  position(): Promise<number>;
  /** Replaces the projections of these documents and remembers the position, in one transaction. */
  put(projections: readonly Projection[], position: number): Promise<void>;
  /** Takes the projections of these documents away. */
  remove(docs: readonly DocumentId[]): Promise<void>;
  get<K extends ProjectedKind>(kind: K, doc: DocumentId): Promise<ProjectionOf<K> | undefined>;
  all<K extends ProjectedKind>(kind: K): Promise<ProjectionOf<K>[]>;
  clear(): Promise<void>;
}

/** A file as far as it is here. */
export interface StoredFile {
  readonly ref: FileRef;
  /** Digests of its chunks in hexadecimal, once the manifest is known and proved. */
  readonly chunks: readonly string[];
  /** Indexes of the verified chunks that are stored. */
  readonly present: readonly number[];
  readonly complete: boolean;
}

/** Immutable files in verified chunks of `FILE_CHUNK_BYTES` (S18). Nothing unverified is ever stored. */
export interface FileStore {
  get(sha256: string): Promise<StoredFile | undefined>;
  all(): Promise<StoredFile[]>;
  /** Begins a file with its proved manifest; beginning it twice changes nothing. */
  begin(ref: FileRef, chunks: readonly string[]): Promise<void>;
  /** Stores one verified chunk; rejects with StorageFailure('full') when the disk is full. */
  putChunk(sha256: string, index: number, bytes: Uint8Array): Promise<void>;
  /** One chunk of a file, or undefined where it is not here. */
  chunk(sha256: string, index: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
  remove(sha256: string): Promise<void>;
}

export type LinkFailure = 'unreachable' | 'unauthorised' | 'old-protocol' | 'too-large' | 'bad-answer' | 'refused';

/** One exchange with the upstream, request and answer. Throws `LinkError`, after which the same request may be sent again. */
export interface Link {
  sync(request: SyncRequest): Promise<SyncResponse>;
}

export class LinkError extends Error {
  readonly failure: LinkFailure;

  constructor(failure: LinkFailure, cause?: unknown) {
    super(`link failure: ${failure}`, { cause });
    this.name = 'LinkError';
    this.failure = failure;
  }
}

/** An open stream: the same exchange, and answers that come unasked. */
export interface LiveLink extends Link {
  /** Sets who hears of the stream; returns when set. */
  onStream(listener: (response: SyncResponse) => void): void;
  /** Called once, when the stream has ended for whatever reason. */
  onClose(listener: (failure: LinkFailure) => void): void;
  close(): void;
}

/** Time as the engine sees it: delays only, never dates that decide (S6). */
export interface Clock {
  /** Milliseconds; shown in logs and used for delays on this device alone. */
  now(): number;
  /** Calls back after `ms`; returns the way to cancel. */
  after(ms: number, call: () => void): () => void;
}

/** A number in [0, 1), for jitter. */
export type RandomNumber = () => number;

/** One holder at a time among tabs and worker (S15); resolves to undefined at once where another holds it. */
export interface SyncLock {
  ifFree<Value>(task: () => Promise<Value>): Promise<Value | undefined>;
}

/** What was written: rows, their bond with the upstream (levels, cursor, receipt), projections, files, or this device's own words. */
export interface Change {
  readonly what: 'log' | 'link' | 'projections' | 'files' | 'device';
  /** The documents concerned; empty where it may be any. */
  readonly docs: readonly DocumentId[];
}

/** Tells of every write that is on disk, also of other tabs and the service worker. A hint to read again, never the data. */
export interface Changes {
  /** Returns the way to stop. */
  subscribe(listener: (change: Change) => void): () => void;
}

/** What the device knows of itself under a few names, such as its enrolment. */
export interface DeviceStore {
  get(name: string): Promise<unknown>;
  /** Resolves when it is on disk; undefined takes the name away. */
  put(name: string, value: unknown): Promise<void>;
}

/**
 * Copies of documents that make them open at once. The log stays the truth and is written first: nothing here fails towards
 * the editor, and losing all of it loses nothing.
 */
export interface CheckpointStore {
  /** Fills `ydoc` with the copy, then follows it. Never rejects. */
  attach(doc: DocumentId, ydoc: Y.Doc): Promise<Checkpoint>;
  /** Throws the copy away. Never rejects. */
  forget(doc: DocumentId): Promise<void>;
}

export interface Checkpoint {
  /** Origin of the transactions by which the copy fills the document: such an update is no local edit. */
  readonly origin: unknown;
  /** True once the copy is in the document; false where there was none or it cannot be read. */
  readonly loaded: Promise<boolean>;
  /** Stops following. Never rejects. */
  detach(): Promise<void>;
}
