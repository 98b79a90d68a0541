import type * as Y from 'yjs';
import type { Log } from '../base/log.ts';
import type { Observable } from '../base/observable.ts';
import type { Result } from '../base/result.ts';
import type { DocumentId } from '../classroom/document-id.ts';
import type { FileRef } from '../classroom/file-ref.ts';
import type { ProjectedKind, ProjectionOf } from '../classroom/projection.ts';
import type { SlowHash } from '../classroom/slow-hash.ts';
import type { Cursor, Enrolment, HeldBelow, NodeRole } from '../protocol/messages.ts';
import type { Version } from './history.ts';
import type { HeldRow, ReceiptLevel, StorageFailureReason, UpstreamReceipt } from './ports.ts';

/** The screens do not see the protocol: what they need of it is named here. */
export type { Enrolment, HeldBelow };
export type { Version };

/** Why a code made nothing of this device: nobody answered, it is no code, it was used, its time is over, or too many were tried. */
export type EnrolTrouble = 'unreachable' | 'bad-code' | 'code-used' | 'code-over' | 'too-many-tries';

/** All that the screens see of the engine. It never throws for what a classroom may bring about. */
export interface Cartable {
  /** What this device is; undefined until it has joined a trolley. */
  readonly enrolment: Observable<Enrolment | undefined>;
  /** Joins the trolley with the code of a QR or a link. */
  enrol(code: string): Promise<Result<Enrolment, EnrolTrouble>>;

  /** On a teacher's own device: what is kept of the PIN that opens its screens again; undefined until one was chosen. */
  readonly pin: Observable<SlowHash | undefined>;
  /** Resolves when it is on disk; undefined asks for none any more. Joining anew does the same. Rejects with StorageFailure. */
  keepPin(pin: SlowHash | undefined): Promise<void>;

  readonly connection: Observable<ConnectionView>;
  /** Tries at once instead of waiting for the next turn. */
  connectNow(): void;

  /** All projections of a kind; follows every change, also of other tabs and the service worker. */
  all<K extends ProjectedKind>(kind: K): Observable<readonly ProjectionOf<K>[]>;
  /** Receipt level per document (✓ ✓✓ ✓✓✓), following changes. */
  levels(documents: readonly DocumentId[]): Observable<ReadonlyMap<DocumentId, ReceiptLevel>>;

  /** Opens a document in the name of `author` (account id). Every edit of its Y.Doc is kept; close it when the screen leaves. */
  open(document: DocumentId, author: string): Promise<OpenDocument>;
  /** Opens, edits once, waits until it is on disk (S1) and closes. Rejects with StorageFailure where the disk refuses. */
  edit(document: DocumentId, author: string, change: (doc: Y.Doc) => void): Promise<void>;

  /** The versions of a document that this device knows, the oldest first; the last one is how it is now (S14). */
  history(document: DocumentId): Promise<readonly Version[]>;
  /** The document as it was at a version; nobody may edit it. Bringing it back is an edit like any other, by who may write it (S8). */
  look(document: DocumentId, version: Version): Promise<Y.Doc>;

  /** Each file that a document here refers to, by SHA-256, with how much of it is here. */
  readonly files: Observable<ReadonlyMap<string, FileState>>;
  /** What the upstream lacks. */
  readonly toSync: Observable<{ readonly rows: number; readonly bytes: number }>;
  /** What the upstream refused, kept here (S9). */
  readonly held: Observable<readonly HeldRow[]>;
  /** On a teacher's device: what the upstream last said that other devices, or it itself, keep for the same reason (S9). */
  readonly heldBelow: Observable<readonly HeldBelow[]>;
  /** Puts what was refused into the outbox again. What is refused once more is held once more. Rejects with StorageFailure. */
  offerAgain(): Promise<void>;
  /** Keeps these damaged rows no longer: somebody has seen to them. Nothing else leaves. Rejects with StorageFailure. */
  letGo(damaged: readonly HeldRow[]): Promise<void>;

  /**
   * A screen is shown on which nobody is at work: a newer version of the app may take over now. Returns the way to say that
   * someone works again.
   */
  rest(): () => void;
  /** Whether the browser offers to install the app. */
  readonly installable: Observable<boolean>;
  /** Shows the browser's question, from a tap; resolves to whether the person said yes. */
  install(): Promise<boolean>;

  /** For the /debug page. */
  debug(): Promise<DebugReport>;
  readonly log: Log;
}

export type ConnectionState = 'starting' | 'away' | 'joining' | 'live' | 'refused';

export interface ConnectionView {
  readonly state: ConnectionState;
  /** What answers: the trolley's hub or the ENT itself. */
  readonly upstream: NodeRole | undefined;
  /** Another tab or the worker holds the sync lock; this one follows (S15). */
  readonly elsewhere: boolean;
}

export type SaveState =
  | { readonly state: 'saved' }
  | { readonly state: 'saving' }
  /** The disk refused; the text is still in this page and is tried again. */
  | { readonly state: 'trouble'; readonly reason: StorageFailureReason };

export interface OpenDocument {
  readonly doc: Y.Doc;
  readonly save: Observable<SaveState>;
  /** Resolves when all edits made so far are on disk. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface FileState {
  readonly ref: FileRef;
  readonly bytesHere: number;
  readonly complete: boolean;
  /** Why it does not come further for now. */
  readonly trouble: 'hash-mismatch' | 'full' | 'unreachable' | undefined;
}

export interface DebugReport {
  readonly epoch: string;
  readonly headSeq: number;
  readonly cursor: Cursor | null;
  readonly receipt: UpstreamReceipt | null;
  readonly pending: { readonly rows: number; readonly bytes: number };
  readonly documents: readonly { readonly id: DocumentId; readonly seq: number; readonly level: ReceiptLevel }[];
  readonly files: readonly FileState[];
  readonly storage: {
    readonly usedBytes: number | undefined;
    readonly quotaBytes: number | undefined;
    readonly persisted: boolean;
  };
  readonly version: string;
}
