import type { DocumentId } from '../../classroom/document-id.ts';
import type { Author } from '../../protocol/messages.ts';
import { type Compaction, type Erased, isDamaged } from '../../sync/ports.ts';
import { authorsIn } from '../../sync/together.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { LogStatements } from './log-statements.ts';
import { isSound, type ReasonedRecord, type RowRecord, seal, sealNothing, type SealedRow } from './row-record.ts';

type StandingRow = ReasonedRecord & { readonly up: number | null };

interface BindingRecord {
  readonly client: number;
  readonly account: string;
  readonly device: string;
}

/** What became of a row that was looked at again. */
export interface SettingAside {
  readonly isAside: boolean;
  readonly recovered?: SealedRow;
  readonly isLost?: boolean;
}

interface StandingRecord {
  readonly seq: number;
  readonly waits: string | null;
  readonly up: number | null;
}

/** What a log does to rows that are written already. Each call is to be made within a write; nothing of what goes stays in a checkpoint (S12). */
export class LogRewriting {
  readonly #sql: LogStatements;
  readonly #checkpoints: Checkpoints;
  readonly #empty = sealNothing();

  constructor(sql: LogStatements, checkpoints: Checkpoints) {
    this.#sql = sql;
    this.#checkpoints = checkpoints;
  }

  purge(docs: readonly DocumentId[]): DocumentId[] {
    const leaving = docs.filter((doc) => this.#sql.purgeable.get(doc) !== undefined);
    for (const doc of leaving) this.#takeOut(doc);
    return leaving;
  }

  erase(docs: readonly DocumentId[]): Erased {
    const documents = docs.filter((doc) => this.#sql.documentExists.get(doc) !== undefined);
    let rows = 0;
    for (const doc of documents) {
      rows += this.#sql.rowsWithArchive.get({ doc })!.count as number;
      this.#takeOut(doc);
    }
    return { documents, rows };
  }

  /**
   * Looks at a row again. Nothing is lost by one that says nothing, nor by one that is nowhere else but whose content is in its
   * document's checkpoint: that is `recovered`, to be appended as a row in its place.
   */
  setAside(seq: number): SettingAside {
    const record = this.#sql.one.get(seq) as unknown as StandingRow | undefined;
    if (isDamaged(record?.reason ?? undefined)) return { isAside: true };
    if (!record || isSound(record)) return { isAside: false };
    const { update, hash } = this.#empty;
    if (record.doc === '') {
      this.#sql.mend.run(update.byteLength, hash, update, seq);
      return { isAside: true };
    }
    const recovered = record.up === null ? this.#recovered(record) : undefined;
    if (recovered) {
      this.#sql.emptyOne.run(update.byteLength, hash, update, seq);
      return { isAside: true, recovered }; // the checkpoint stays true
    }
    this.#sql.setAside.run(seq);
    this.#checkpoints.forget(record.doc);
    return { isAside: true, isLost: true };
  }

  #recovered({ seq, doc, author, device }: RowRecord): SealedRow | undefined {
    const update = this.#checkpoints.moreThanRows(doc, seq);
    if (!update) return undefined;
    const bound = this.#sql.bindingsOf.all(JSON.stringify([doc])) as unknown as BindingRecord[];
    const authors = bound.map(({ client, account, device }): Author => [client, account, device]);
    return seal({ doc, update, author, device, authors: authorsIn(update, authors) });
  }

  /** The document is whole with the upstream: what was damaged of that is here again. */
  emptyCopies(doc: DocumentId): void {
    const { update, hash } = this.#empty;
    if (this.#sql.emptyDamaged.run(update.byteLength, hash, update, doc, 0).changes === 0) return;
    if (!this.#sql.hasRows.get(doc)) this.#takeOut(doc);
  }

  /** Those of these rows that are damaged and nowhere else, as far as is known. */
  letGo(seqs: readonly number[]): DocumentId[] {
    const { update, hash } = this.#empty;
    const asked = JSON.stringify(seqs);
    const docs = this.#sql.damagedAmong.all(asked).map(({ doc }) => doc as DocumentId);
    this.#sql.emptyDamagedAmong.run(update.byteLength, hash, update, asked);
    for (const doc of docs) if (!this.#sql.hasRows.get(doc)) this.#takeOut(doc);
    return docs;
  }

  /** `row` is the compaction's own, sealed. */
  compact(row: SealedRow, { upTo, receipted, archive }: Compaction): boolean {
    const { doc, author, device, authors, hash, update } = row;
    const isDropped = archive === 'dropped';
    const old = this.#sql.standingsUpTo.all(doc, upTo, isDropped ? 1 : 0) as unknown as StandingRecord[];
    const last = old.at(-1);
    const isReceipted = ({ waits }: StandingRecord) => waits === null || (receipted === 'here' && waits === 'pending');
    if (!last || (old.length < 2 && !isDropped) || !old.every(isReceipted)) return false;
    const up = last.up === null ? null : Math.max(...old.map((one) => one.up ?? 0));
    const empty = this.#empty;
    if (isDropped) {
      this.#sql.forgetArchive.run(doc);
      this.#sql.emptyDamaged.run(empty.update.byteLength, empty.hash, empty.update, doc, 1);
    } else {
      this.#sql.archive.run({ doc, last: last.seq });
    }
    this.#sql.emptyBefore.run(empty.update.byteLength, empty.hash, empty.update, doc, last.seq);
    this.#sql.replace.run(author, device, authors, up, update.byteLength, hash, update, last.seq);
    this.#checkpoints.forget(doc);
    return true;
  }

  #takeOut(doc: DocumentId): void {
    const { update, hash } = this.#empty;
    this.#sql.emptyRows.run(update.byteLength, hash, update, doc);
    this.#sql.forgetDocument.run(doc);
    this.#sql.forgetBindings.run(doc);
    this.#sql.forgetArchive.run(doc);
    this.#checkpoints.forget(doc);
  }
}
