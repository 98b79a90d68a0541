import * as Y from 'yjs';
import { Signal } from '../../../src/base/observable.ts';
import type { LogStore } from '../../../src/sync/ports.ts';

interface OwnWork {
  readonly client: number;
  /** Where each edit ends on the client's own count of items. */
  readonly ends: number[];
  /** Own rows that are not known to be above: their positions, and where they end. */
  rows: { readonly seq: number; readonly end: number }[];
  readUpTo: number;
  acked: number;
}

/** Which edits made here are ✓✓, read from the tablet's own store as its screens do. */
export class Acks {
  readonly #log: LogStore;
  readonly #device: string;
  readonly #works = new Map<string, OwnWork>();
  #last: Promise<void> = Promise.resolve();
  readonly acked = new Signal<{ readonly work: string; readonly count: number }>();

  constructor(log: LogStore, device: string) {
    this.#log = log;
    this.#device = device;
  }

  /** An edit was made; its last item is the one before `end`. */
  expect(work: string, client: number, end: number): void {
    const own = this.#works.get(work) ?? { client, ends: [], rows: [], readUpTo: 0, acked: 0 };
    own.ends.push(end);
    this.#works.set(work, own);
  }

  look(works: readonly string[]): Promise<void> {
    const concerned = works.length > 0 ? works.filter((work) => this.#works.has(work)) : [...this.#works.keys()];
    for (const work of concerned) this.#last = this.#last.then(() => this.#lookAt(work, this.#works.get(work)!));
    return this.#last;
  }

  async #lookAt(work: string, own: OwnWork): Promise<void> {
    const rows = await this.#log.rowsOf(work, own.readUpTo);
    own.readUpTo = rows.at(-1)?.seq ?? own.readUpTo;
    for (const { seq, device, update } of rows) {
      const end = device === this.#device ? Y.parseUpdateMeta(update).to.get(own.client) : undefined;
      if (end !== undefined) own.rows.push({ seq, end });
    }
    const pending = new Set((await this.#log.pending(Infinity)).map(({ seq }) => seq));
    const settled = own.rows.filter(({ seq }) => !pending.has(seq));
    if (settled.length === 0) return;
    own.rows = own.rows.filter(({ seq }) => pending.has(seq));
    const end = Math.max(...settled.map((row) => row.end));
    own.acked = own.ends.filter((one) => one <= end).length;
    this.acked.emit({ work, count: own.acked });
  }
}
