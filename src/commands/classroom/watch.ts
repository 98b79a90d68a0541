import type { DocumentId } from '../../classroom/document-id.ts';
import type { Change, Changes, LogStore } from '../../sync/ports.ts';
import { carrier, type Edit } from './edit.ts';
import type { Ledger } from './ledger.ts';
import type { Presence, Stay } from './presence.ts';

export interface WatchParts {
  readonly device: string;
  readonly log: LogStore;
  readonly changes: Changes;
  readonly presence: Presence;
  readonly ledger: Ledger;
  readonly now: () => number;
}

interface Expected {
  readonly edit: Edit;
  /** This tablet's own stay when the edit was made. */
  readonly stay: Stay;
}

/** Looks at one tablet's store, as its screens do: when its own edits become ✓✓, when those of the others come. */
export class Watch {
  readonly #parts: WatchParts;
  readonly #own = new Map<DocumentId, Edit[]>();
  readonly #expected = new Map<DocumentId, Expected[]>();
  readonly #onDisk = new WeakSet<Edit>();
  readonly #readUpTo = new Map<DocumentId, number>();
  readonly #stops: (() => void)[];
  #last: Promise<void> = Promise.resolve();

  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#stops = [
      parts.ledger.made.subscribe((edit) => this.#await(edit)),
      parts.changes.subscribe((change) => this.#hear(change)),
    ];
  }

  /** Own edits that are not ✓✓. */
  get unacknowledged(): number {
    return [...this.#own.values()].reduce((sum, edits) => sum + edits.length, 0);
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  #await(edit: Edit): void {
    const { device, presence } = this.#parts;
    if (edit.device === device) add(this.#own, edit.doc, edit);
    else if (edit.stay && presence.stay) add(this.#expected, edit.doc, { edit, stay: presence.stay });
  }

  #hear({ what, docs }: Change): void {
    if (what !== 'log' && what !== 'link') return;
    const concerned = docs.length > 0 ? docs : [...this.#own.keys(), ...this.#expected.keys()];
    for (const doc of concerned) {
      if (!this.#own.has(doc) && !this.#expected.has(doc)) continue;
      this.#last = this.#last.then(() => this.#look(doc));
    }
  }

  async #look(doc: DocumentId): Promise<void> {
    const { log, device } = this.#parts;
    const rows = await log.rowsOf(doc, this.#readUpTo.get(doc) ?? 0);
    // Asked after the rows: what is among them counts as ✓✓ only if all of them do.
    const [level = 0] = await log.levels([doc]);
    this.#readUpTo.set(doc, rows.at(-1)?.seq ?? this.#readUpTo.get(doc) ?? 0);
    for (const row of rows) {
      const carries = carrier(row.update);
      if (row.device === device) this.#noteOnDisk(doc, carries);
      else this.#noteArrived(doc, carries);
    }
    if (level >= 2) this.#noteAcknowledged(doc);
  }

  #noteOnDisk(doc: DocumentId, carries: ReturnType<typeof carrier>): void {
    for (const edit of this.#own.get(doc) ?? []) if (carries(edit.touched)) this.#onDisk.add(edit);
  }

  #noteArrived(doc: DocumentId, carries: ReturnType<typeof carrier>): void {
    const { ledger, presence, now } = this.#parts;
    const rest: Expected[] = [];
    for (const expected of this.#expected.get(doc) ?? []) {
      if (!carries(expected.edit.touched)) rest.push(expected);
      else if (expected.stay === presence.stay) ledger.arrived(expected.edit, now());
    }
    keep(this.#expected, doc, rest);
  }

  #noteAcknowledged(doc: DocumentId): void {
    const { ledger, now } = this.#parts;
    const rest: Edit[] = [];
    for (const edit of this.#own.get(doc) ?? []) {
      if (this.#onDisk.has(edit)) ledger.acknowledge(edit, now());
      else rest.push(edit);
    }
    keep(this.#own, doc, rest);
  }
}

function add<Item>(lists: Map<DocumentId, Item[]>, doc: DocumentId, item: Item): void {
  const list = lists.get(doc);
  if (list) list.push(item);
  else lists.set(doc, [item]);
}

function keep<Item>(lists: Map<DocumentId, Item[]>, doc: DocumentId, rest: Item[]): void {
  if (rest.length > 0) lists.set(doc, rest);
  else lists.delete(doc);
}
