import { Dexie, type Table } from 'dexie';
import { newId, type RandomBytes, secureRandomBytes } from '../../base/ids.ts';
import type { DocumentId } from '../../classroom/document-id.ts';
import type { FileRef } from '../../classroom/file-ref.ts';
import type { ProjectedKind, ProjectionOf } from '../../classroom/projection.ts';
import type { Cursor } from '../../protocol/messages.ts';
import type { Head, Row, UpstreamReceipt } from '../../sync/ports.ts';
import type { RowRecord } from './row-record.ts';

export const DATABASE_NAME = 'cartable';

/** The log's end, and what its outbox adds up to: counted in the transaction that changes it, so that it is known at once. */
export interface HeadRecord extends Head {
  readonly pendingRows: number;
  readonly pendingBytes: number;
}

/** The bond with the upstream. */
export interface LinkRecord {
  readonly cursor: Cursor | null;
  readonly receipt: UpstreamReceipt | null;
}

export interface DocumentRecord {
  readonly doc: DocumentId;
  /** Last row. */
  readonly seq: number;
  /** Greatest upstream position of its rows, 0 where none is known. */
  readonly up: number;
}

export interface BindingRecord {
  readonly doc: DocumentId;
  readonly client: number;
  readonly account: string;
  readonly device: string;
}

export interface ProjectionRecord<K extends ProjectedKind> {
  readonly doc: DocumentId;
  readonly value: ProjectionOf<K>;
}

export interface FileRecord {
  readonly sha256: string;
  readonly ref: FileRef;
  readonly chunks: readonly string[];
}

/** Bytes as an ArrayBuffer: WebKit aborts on a Blob. */
export interface FileChunkRecord {
  readonly sha256: string;
  readonly index: number;
  readonly bytes: ArrayBuffer;
}

/** Which table holds the projections of a kind. */
export const PROJECTION_TABLES = {
  class: 'classes',
  lesson: 'lessons',
  assignment: 'assignments',
  work: 'works',
} as const satisfies Record<ProjectedKind, string>;

/** All that a device keeps, but for the checkpoints. */
export class CartableDatabase extends Dexie {
  /** One record, 'head'. */
  readonly log: Table<HeadRecord, 'head'>;
  readonly rows: Table<RowRecord, number>;
  /** Rows that were compacted, as they were (S14). */
  readonly archive: Table<Row, number>;
  readonly documents: Table<DocumentRecord, DocumentId>;
  readonly bindings: Table<BindingRecord, [DocumentId, number]>;
  /** One record, 'link'. */
  readonly link: Table<LinkRecord, 'link'>;
  /** One record, 'position': how far the log is projected. */
  readonly projected: Table<number, 'position'>;
  readonly files: Table<FileRecord, string>;
  readonly fileChunks: Table<FileChunkRecord, [string, number]>;
  readonly device: Table<unknown, string>;

  constructor(name: string = DATABASE_NAME, random: RandomBytes = secureRandomBytes) {
    // Chromium's default, relaxed, would call a transaction complete that a power cut takes back (S1).
    super(name, { chromeTransactionDurability: 'strict', cache: 'disabled' });
    // A row has `waits` only until it is with the upstream, so the two indexes with it hold few rows of a long log.
    this.version(1).stores({
      log: '',
      rows: 'seq, [doc+seq], [waits+seq], [doc+waits]',
      documents: 'doc',
      bindings: '[doc+client]',
      link: '',
      projected: '',
      classes: 'doc',
      lessons: 'doc',
      assignments: 'doc',
      works: 'doc',
      files: 'sha256',
      fileChunks: '[sha256+index]',
      device: '',
    });
    this.version(2).stores({ archive: 'seq, [doc+seq]' });
    this.log = this.table('log');
    this.rows = this.table('rows');
    this.archive = this.table('archive');
    this.documents = this.table('documents');
    this.bindings = this.table('bindings');
    this.link = this.table('link');
    this.projected = this.table('projected');
    this.files = this.table('files');
    this.fileChunks = this.table('fileChunks');
    this.device = this.table('device');
    this.on('populate', (creation) => {
      const head: HeadRecord = { epoch: newId(random), seq: 0, tag: '', pendingRows: 0, pendingBytes: 0 };
      return creation.table('log').add(head, 'head');
    });
    // Another tab brings a newer version: make room for it. The next call here opens again.
    this.on('versionchange', () => {
      this.close({ disableAutoOpen: false });
      return false; // instead of Dexie's own handler, which does the same and warns on the console
    });
  }

  projections<K extends ProjectedKind>(kind: K): Table<ProjectionRecord<K>, DocumentId> {
    return this.table(PROJECTION_TABLES[kind]);
  }
}

/** Bounds of the compound keys that begin with this. */
export const allWith = (first: string) =>
  [
    [first, Dexie.minKey],
    [first, Dexie.maxKey],
  ] as const;
