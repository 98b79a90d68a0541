import * as Y from 'yjs';
import type { Log } from '../base/log.ts';
import { Cell } from '../base/observable.ts';
import type { DocumentId } from '../classroom/document-id.ts';
import type { Author } from '../protocol/messages.ts';
import type { OpenDocument, SaveState } from './facade.ts';
import {
  type Changes,
  type Checkpoint,
  type CheckpointStore,
  type Clock,
  type LogStore,
  StorageFailure,
} from './ports.ts';
import { applyCoalesced, newYDoc } from './ydoc.ts';

/** After a write, edits are gathered for this many milliseconds and become one row; after a pause the first is written at once (S1). */
export const COALESCE_MS = 100;
/** Pause before a refused write is tried again, in milliseconds. */
export const RETRY_WRITE_MS = 2_000;

/** Marks what comes from the log, so that it is not written to it again. */
const FROM_LOG = Symbol('from the log');

export interface DocumentsParts {
  readonly log: LogStore;
  readonly changes: Changes;
  readonly checkpoints: CheckpointStore | undefined;
  readonly clock: Clock;
  readonly journal: Log;
  /** This device's id, written on every row. */
  readonly device: string;
}

/** Opens documents for editing and keeps every edit: first on this disk (S1), from there up. */
export class Documents {
  readonly #parts: DocumentsParts;
  readonly #open = new Set<EditedDocument>();

  constructor(parts: DocumentsParts) {
    this.#parts = parts;
  }

  /** A new Y.Doc per opening (S7), with all that this device has of the document. */
  async open(id: DocumentId, author: string): Promise<OpenDocument> {
    const opened = new EditedDocument(this.#parts, id, author, () => this.#open.delete(opened));
    this.#open.add(opened);
    await opened.load();
    return opened;
  }

  async edit(id: DocumentId, author: string, change: (doc: Y.Doc) => void): Promise<void> {
    const opened = await this.open(id, author);
    try {
      opened.doc.transact(() => change(opened.doc));
      await opened.flush();
    } finally {
      await opened.close();
    }
  }

  /** Writes what is still waiting in all open documents: for `visibilitychange` and `pagehide` (S1). */
  async flushAll(): Promise<void> {
    await Promise.all([...this.#open].map((opened) => opened.flush()));
  }
}

class EditedDocument implements OpenDocument {
  readonly doc: Y.Doc = newYDoc();
  readonly save = new Cell<SaveState>({ state: 'saved' });
  /** What is on disk; the checkpoint follows this one, so that it never knows more than the log. */
  readonly #stored: Y.Doc = newYDoc();
  readonly #parts: DocumentsParts;
  readonly #id: DocumentId;
  readonly #author: string;
  readonly #settled: () => void;
  readonly #stopListening: () => void;
  #checkpoint: Checkpoint | undefined;
  #waiting: Uint8Array[] = [];
  #stopTimer: (() => void) | undefined;
  #writing: Promise<void> = Promise.resolve();
  #readUpTo = 0;
  #closing = false;

  constructor(parts: DocumentsParts, id: DocumentId, author: string, settled: () => void) {
    this.#parts = parts;
    this.#id = id;
    this.#author = author;
    this.#settled = settled;
    this.#stopListening = parts.changes.subscribe((change) => {
      if (change.what === 'log' && (change.docs.length === 0 || change.docs.includes(id))) void this.#readLog();
    });
  }

  async load(): Promise<void> {
    this.#checkpoint = await this.#parts.checkpoints?.attach(this.#id, this.#stored);
    await this.#checkpoint?.loaded;
    this.#show(Y.encodeStateAsUpdate(this.#stored));
    await this.#readLog();
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== FROM_LOG) this.#edited(update);
    });
  }

  async flush(): Promise<void> {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    await this.#writing;
    const save = this.save.value;
    if (save.state === 'trouble') throw new StorageFailure(save.reason);
  }

  /** Rejects with StorageFailure while edits cannot be written; they go on being tried. */
  async close(): Promise<void> {
    this.#closing = true;
    try {
      await this.flush();
    } finally {
      this.#stopListening();
      await this.#checkpoint?.detach();
    }
  }

  #edited(update: Uint8Array): void {
    this.#waiting.push(update);
    this.save.set({ state: 'saving' });
    if (!this.#stopTimer) this.#writeNow();
  }

  #writeNow(): void {
    this.#writing = this.#writing.then(() => this.#write());
    this.#gatherFor(COALESCE_MS);
  }

  #gatherFor(ms: number): void {
    this.#stopTimer?.();
    this.#stopTimer = this.#parts.clock.after(ms, () => {
      this.#stopTimer = undefined;
      if (this.#waiting.length > 0) this.#writeNow();
    });
  }

  /** Never rejects: a refused write is shown and tried again, and its edits stay in front of the queue (S1). */
  async #write(): Promise<void> {
    const taken = this.#waiting.splice(0);
    try {
      if (taken.length > 0) await this.#append(taken.length === 1 ? taken[0]! : Y.mergeUpdates(taken));
      if (this.#waiting.length > 0) return;
      this.save.set({ state: 'saved' });
      if (this.#closing) this.#settled();
    } catch (cause) {
      this.#waiting.unshift(...taken);
      const reason = cause instanceof StorageFailure ? cause.reason : 'unavailable';
      this.#parts.journal.error('an edit could not be written; it is tried again', { doc: this.#id, reason });
      this.save.set({ state: 'trouble', reason });
      this.#gatherFor(RETRY_WRITE_MS);
    }
  }

  async #append(update: Uint8Array): Promise<void> {
    const { log, device } = this.#parts;
    const authors = [...Y.parseUpdateMeta(update).to.keys()].map((client): Author => [client, this.#author, device]);
    await log.append([{ doc: this.#id, update, author: this.#author, device, authors }]);
    Y.applyUpdate(this.#stored, update);
  }

  async #readLog(): Promise<void> {
    try {
      const rows = await this.#parts.log.rowsOf(this.#id, this.#readUpTo);
      const news = applyCoalesced(
        this.#stored,
        rows.map((row) => row.update),
      );
      this.#readUpTo = Math.max(this.#readUpTo, rows.at(-1)?.seq ?? 0);
      if (news) this.#show(news);
    } catch (cause) {
      // The document stays as it is; the next change of the log reads again.
      this.#parts.journal.error('the log cannot be read', { doc: this.#id, cause: String(cause) });
    }
  }

  #show(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, FROM_LOG);
  }
}
