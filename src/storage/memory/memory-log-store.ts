import { newId, type RandomBytes, secureRandomBytes } from '../../base/ids.ts';
import { Signal } from '../../base/observable.ts';
import type { DocumentId } from '../../classroom/document-id.ts';
import type { Author, Cursor } from '../../protocol/messages.ts';
import {
  type Change,
  type Compaction,
  type Content,
  DAMAGED,
  DAMAGED_COPY,
  type DocumentState,
  type DraftRow,
  type Erased,
  type Head,
  type HeldRow,
  isDamaged,
  type LogStore,
  type ReceiptLevel,
  type Row,
  type Settled,
  type Settlement,
  StorageFailure,
  type UpstreamReceipt,
} from '../../sync/ports.ts';
import { receiptLevel, sameReceipt } from '../../sync/receipt-level.ts';
import {
  copyOfRow,
  emptied,
  type Entry,
  fits,
  heldReason,
  highestOf,
  isDamagedAlone,
  isSetAside,
  isUnsettled,
  read,
  rowFrom,
  type Standing,
  upOf,
} from './row-record.ts';

/** All that a MemoryLogStore holds, apart from it: the disk of a simulation. */
export interface MemoryLogImage {
  readonly epoch: string;
  readonly entries: readonly Readonly<Entry>[];
  readonly archive: ReadonlyMap<DocumentId, readonly Row[]>;
  readonly bindings: ReadonlyMap<DocumentId, ReadonlyMap<number, Author>>;
  readonly cursor: Cursor | null;
  readonly receipt: UpstreamReceipt | null;
}

export interface MemoryLogOptions {
  readonly random?: RandomBytes;
  /** Starts from this image instead of an empty log; the image itself stays as it is. */
  readonly image?: MemoryLogImage;
  readonly changes?: Signal<Change>;
}

/** A log in memory. Each call does all its work in the turn in which it is made, so that the order of calls decides all. */
export class MemoryLogStore implements LogStore {
  readonly changes: Signal<Change>;
  readonly #random: RandomBytes;
  #epoch: string;
  readonly #entries: Entry[];
  readonly #entriesOf = new Map<DocumentId, Entry[]>();
  readonly #archive: Map<DocumentId, readonly Row[]>;
  readonly #bindings: Map<DocumentId, Map<number, Author>>;
  #cursor: Cursor | null;
  #receipt: UpstreamReceipt | null;
  #closed = false;

  constructor(options: MemoryLogOptions = {}) {
    const { image } = options;
    this.changes = options.changes ?? new Signal<Change>();
    this.#random = options.random ?? secureRandomBytes;
    this.#epoch = image?.epoch ?? newId(this.#random);
    this.#entries = (image?.entries ?? []).map((entry) => ({ ...entry }));
    for (const entry of this.#entries) if (entry.row.doc !== '') this.#file(entry);
    this.#archive = new Map(image?.archive);
    this.#bindings = new Map(Array.from(image?.bindings ?? [], ([doc, authors]) => [doc, new Map(authors)]));
    this.#cursor = image?.cursor ?? null;
    this.#receipt = image?.receipt ?? null;
  }

  /** All that is stored now, as it stays whatever is stored later. A row is never changed, so an image shares it. */
  image(): MemoryLogImage {
    return {
      epoch: this.#epoch,
      entries: this.#entries.map((entry) => ({ ...entry })),
      archive: new Map(this.#archive),
      bindings: new Map(Array.from(this.#bindings, ([doc, authors]) => [doc, new Map(authors)])),
      cursor: this.#cursor,
      receipt: this.#receipt,
    };
  }

  async head(): Promise<Head> {
    this.#assertOpen();
    return this.#head();
  }

  async append(rows: readonly DraftRow[]): Promise<Head> {
    this.#assertOpen();
    this.#add(this.#entriesFrom(rows, () => 'pending'));
    return this.#head();
  }

  async bears({ seq, tag }: { readonly seq: number; readonly tag: string }): Promise<boolean> {
    this.#assertOpen();
    return seq === 0 ? tag === '' : this.#entries[seq - 1]?.row.tag === tag;
  }

  async rowsBetween(after: number, upTo: number): Promise<Row[]> {
    this.#assertOpen();
    return this.#entries.slice(after, upTo).map((entry) => (isSetAside(entry) ? emptied(entry.row) : read(entry)));
  }

  async rowsOf(doc: DocumentId, afterSeq = 0): Promise<Row[]> {
    this.#assertOpen();
    const entries = this.#entriesOf.get(doc) ?? [];
    return entries.filter((entry) => entry.row.seq > afterSeq && !isSetAside(entry)).map(read);
  }

  async contentOf(doc: DocumentId, afterSeq = 0): Promise<Content> {
    return { base: undefined, upTo: afterSeq, rows: await this.rowsOf(doc, afterSeq) };
  }

  async documents(ids: readonly DocumentId[]): Promise<DocumentState[]> {
    this.#assertOpen();
    return ids.map((id) => ({
      seq: this.#entriesOf.get(id)?.at(-1)?.row.seq ?? 0,
      authors: [...(this.#bindings.get(id)?.values() ?? [])].sort(([a], [b]) => a - b),
    }));
  }

  async documentIds(): Promise<DocumentId[]> {
    this.#assertOpen();
    return [...this.#entriesOf.keys()].sort();
  }

  async pending(maxBytes: number, except?: ReadonlySet<DocumentId>): Promise<Row[]> {
    this.#assertOpen();
    const found: Row[] = [];
    let bytes = 0;
    for (const { row, standing } of this.#entries) {
      if (standing !== 'pending' || except?.has(row.doc)) continue;
      bytes += row.update.byteLength;
      if (found.length > 0 && bytes > maxBytes) break;
      found.push(read({ row }));
    }
    return found;
  }

  async pendingCount(): Promise<{ rows: number; bytes: number }> {
    this.#assertOpen();
    const waiting = this.#entries.filter(({ standing }) => standing === 'pending');
    return { rows: waiting.length, bytes: waiting.reduce((sum, { row }) => sum + row.update.byteLength, 0) };
  }

  async firstUnsettled(): Promise<number | undefined> {
    this.#assertOpen();
    return this.#entries.find(({ standing }) => isUnsettled(standing))?.row.seq;
  }

  async held(): Promise<HeldRow[]> {
    this.#assertOpen();
    return this.#entries.flatMap((entry) => {
      const reason = heldReason(entry.standing);
      return reason === undefined ? [] : [{ row: isSetAside(entry) ? copyOfRow(entry.row) : read(entry), reason }];
    });
  }

  async setAside(seq: number): Promise<boolean> {
    this.#assertOpen();
    const entry = this.#entries[seq - 1];
    if (!entry) return false;
    if (isSetAside(entry)) return true;
    if (fits(entry.row)) return false;
    const { row, standing } = entry;
    if (row.doc === '') {
      this.#entries[seq - 1] = { row: emptied(row), standing }; // it said nothing, so nothing is lost
      return true;
    }
    entry.standing = { held: upOf(standing) === undefined ? DAMAGED : DAMAGED_COPY };
    this.#epoch = newId(this.#random);
    this.#announce('log', [row.doc]);
    return true;
  }

  async offerAgain(reason?: string): Promise<DocumentId[]> {
    this.#assertOpen();
    const held = this.#entries.filter(({ standing }) => {
      const why = heldReason(standing);
      return why !== undefined && why === (reason ?? why) && !isDamaged(why);
    });
    for (const entry of held) entry.standing = 'pending';
    const docs = [...new Set(held.map(({ row }) => row.doc))].sort();
    if (docs.length > 0) this.#announce('log', docs);
    return docs;
  }

  async letGo(seqs: readonly number[]): Promise<DocumentId[]> {
    this.#assertOpen();
    const leaving = seqs.flatMap((seq) => this.#entries[seq - 1] ?? []).filter(isDamagedAlone);
    const docs = [...new Set(leaving.map(({ row }) => row.doc))].sort();
    for (const doc of docs)
      this.#empty(
        doc,
        leaving.filter(({ row }) => row.doc === doc),
      );
    if (docs.length > 0) this.#announce('log', docs);
    return docs;
  }

  async cursor(): Promise<Cursor | null> {
    this.#assertOpen();
    return this.#cursor && { ...this.#cursor };
  }

  async receipt(): Promise<UpstreamReceipt | null> {
    this.#assertOpen();
    return this.#receipt && { ...this.#receipt, held: [...this.#receipt.held] };
  }

  async settle({ settled, rows, cursor, receipt }: Settlement): Promise<Head> {
    this.#assertOpen();
    const added = this.#entriesFrom(rows, ({ up }) => ({ up }));
    for (const answer of settled) {
      const entry = this.#entries[answer.seq - 1];
      if (entry && entry.row.doc !== '') entry.standing = 'held' in answer ? { held: answer.held } : { up: answer.up };
    }
    this.#add(added);
    if (cursor) this.#cursor = { ...cursor };
    if (!sameReceipt(this.#receipt, receipt)) this.#announce('link', []);
    else if (settled.length > 0) this.#announce('link', this.#docsOf(settled));
    this.#receipt = { ...receipt, held: [...receipt.held] };
    return this.#head();
  }

  async distrustUpstream(): Promise<void> {
    this.#assertOpen();
    for (const entry of this.#entries) {
      if (entry.row.doc !== '' && upOf(entry.standing) !== undefined) entry.standing = 'unproven';
      if (heldReason(entry.standing) === DAMAGED_COPY) entry.standing = { held: DAMAGED };
    }
    this.#receipt = null;
    this.#announce('link', []);
  }

  async confirm(doc: DocumentId, upToSeq: number, up: number): Promise<void> {
    this.#assertOpen();
    const entries = this.#entriesOf.get(doc) ?? [];
    for (const entry of entries) {
      if (isUnsettled(entry.standing) && entry.row.seq <= upToSeq) entry.standing = { up };
    }
    this.#empty(
      doc,
      entries.filter(({ standing }) => heldReason(standing) === DAMAGED_COPY),
    );
    this.#announce('link', [doc]);
  }

  async unproven(): Promise<DocumentId[]> {
    this.#assertOpen();
    const entries = this.#entries.filter(
      ({ standing }) => standing === 'unproven' || heldReason(standing) === DAMAGED_COPY,
    );
    return [...new Set(entries.map(({ row }) => row.doc))].sort();
  }

  async purge(docs: readonly DocumentId[]): Promise<DocumentId[]> {
    this.#assertOpen();
    const leaving = docs.filter((doc) => {
      const entries = this.#entriesOf.get(doc) ?? [];
      return entries.length > 0 && entries.every(({ standing }) => upOf(standing) !== undefined);
    });
    this.#forget(leaving);
    return leaving;
  }

  async erase(docs: readonly DocumentId[]): Promise<Erased> {
    this.#assertOpen();
    const documents = docs.filter((doc) => this.#entriesOf.has(doc));
    const rowsOf = (doc: DocumentId) => [
      ...this.#entriesOf.get(doc)!.map(({ row }) => row.seq),
      ...(this.#archive.get(doc) ?? []).map(({ seq }) => seq),
    ];
    const rows = documents.reduce((sum, doc) => sum + new Set(rowsOf(doc)).size, 0);
    this.#forget(documents);
    return { documents, rows };
  }

  async compact({ row, upTo, receipted, archive }: Compaction): Promise<boolean> {
    this.#assertOpen();
    const all = this.#entriesOf.get(row.doc) ?? [];
    const isDropped = archive === 'dropped';
    const damaged = isDropped ? all.filter(isSetAside) : [];
    const entries = all.filter((entry) => !damaged.includes(entry));
    const old = entries.filter((entry) => entry.row.seq <= upTo);
    const last = old.at(-1);
    const isReceipted = ({ standing }: Entry) =>
      upOf(standing) !== undefined || (receipted === 'here' && standing === 'pending');
    if (!last || (old.length < 2 && !isDropped) || !old.every(isReceipted)) return false;
    const together = { row: rowFrom(row, last.row.seq, last.row.tag), standing: highestOf(old) };
    const archived = this.#archive.get(row.doc) ?? [];
    const known = archived.at(-1)?.seq ?? 0;
    const news = old.map((entry) => entry.row).filter(({ seq }) => seq > known);
    this.#archive.set(row.doc, isDropped ? [] : [...archived, ...news]);
    for (const entry of [...old, ...damaged]) {
      this.#entries[entry.row.seq - 1] = { row: emptied(entry.row), standing: { up: upOf(entry.standing) ?? 0 } };
    }
    this.#entries[last.row.seq - 1] = together;
    this.#entriesOf.set(row.doc, [together, ...entries.slice(old.length)]);
    return true;
  }

  async archivedRowsOf(doc: DocumentId): Promise<Row[]> {
    this.#assertOpen();
    return (this.#archive.get(doc) ?? []).map((row) => read({ row }));
  }

  async *longDocuments(rows: number): AsyncGenerator<DocumentId[]> {
    this.#assertOpen();
    yield [...this.#entriesOf].flatMap(([doc, entries]) => (entries.length >= rows ? [doc] : [])).sort();
  }

  async levels(ids: readonly DocumentId[]): Promise<ReceiptLevel[]> {
    this.#assertOpen();
    return ids.map((id) => this.#level(id));
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #assertOpen(): void {
    if (this.#closed) throw new StorageFailure('closed');
  }

  #forget(docs: readonly DocumentId[]): void {
    for (const doc of docs) {
      for (const { row, standing } of this.#entriesOf.get(doc)!) {
        this.#entries[row.seq - 1] = { row: emptied(row), standing: { up: upOf(standing) ?? 0 } };
      }
      this.#entriesOf.delete(doc);
      this.#archive.delete(doc);
      this.#bindings.delete(doc);
    }
    if (docs.length > 0) this.#announce('log', docs);
  }

  /** Leaves nothing but their positions of some of a document's rows. */
  #empty(doc: DocumentId, leaving: readonly Entry[]): void {
    if (leaving.length === 0) return;
    for (const { row, standing } of leaving) {
      this.#entries[row.seq - 1] = { row: emptied(row), standing: { up: upOf(standing) ?? 0 } };
    }
    const staying = this.#entriesOf.get(doc)!.filter((entry) => !leaving.includes(entry));
    if (staying.length > 0) this.#entriesOf.set(doc, staying);
    else this.#forget([doc]);
  }

  #head(): Head {
    const last = this.#entries.at(-1)?.row;
    return { epoch: this.#epoch, seq: last?.seq ?? 0, tag: last?.tag ?? '' };
  }

  /** Reads all of the rows before anything is changed: a row that cannot be read leaves the log as it was. */
  #entriesFrom<Draft extends DraftRow>(drafts: readonly Draft[], standing: (draft: Draft) => Standing): Entry[] {
    if (drafts.length === 0) return [];
    const tag = newId(this.#random);
    const first = this.#entries.length + 1;
    return drafts.map((draft, i) => ({ row: rowFrom(draft, first + i, tag), standing: standing(draft) }));
  }

  #add(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    for (const entry of entries) {
      this.#entries.push(entry);
      this.#file(entry);
      this.#bind(entry.row);
    }
    this.#announce('log', [...new Set(entries.map(({ row }) => row.doc))]);
  }

  #file(entry: Entry): void {
    const siblings = this.#entriesOf.get(entry.row.doc);
    if (siblings) siblings.push(entry);
    else this.#entriesOf.set(entry.row.doc, [entry]);
  }

  /** The first account that uses a clientID keeps it (S8). */
  #bind({ doc, authors }: DraftRow): void {
    const bound = this.#bindings.get(doc) ?? new Map<number, Author>();
    for (const author of authors) if (!bound.has(author[0])) bound.set(author[0], [...author]);
    this.#bindings.set(doc, bound);
  }

  #level(doc: DocumentId): ReceiptLevel {
    const ups = this.#entriesOf.get(doc)?.map(({ standing }) => upOf(standing));
    const whereabouts = ups && {
      onlyHere: ups.includes(undefined),
      up: ups.reduce((max: number, up) => Math.max(max, up ?? 0), 0),
    };
    return receiptLevel(doc, whereabouts, this.#receipt);
  }

  #docsOf(settled: readonly Settled[]): DocumentId[] {
    return [...new Set(settled.flatMap(({ seq }) => this.#entries[seq - 1]?.row.doc || []))];
  }

  /** A listener's error is its own: it must not look as if the write had failed, so it is called in a turn of its own. */
  #announce(what: Change['what'], docs: readonly DocumentId[]): void {
    queueMicrotask(() => this.changes.emit({ what, docs }));
  }
}
