import type { Row } from '../../sync/ports.ts';

/** Rows and bytes kept at most. A class at work writes some ten rows a second: a tablet may lag minutes behind. */
const KEPT_ROWS = 4_096;
const KEPT_BYTES = 8 * 1024 * 1024;

/**
 * The newest rows of a log in memory, without a gap: a class that keeps up reads and checks each of them once, not once a
 * tablet. Whoever changes rows that are written says so with `forget`.
 */
export class RecentRows {
  #rows: Row[] = [];
  #bytes = 0;

  /** Rows with after < seq ≤ upTo; `read` gives those up to `upTo` that come after a position, from the disk. */
  between(after: number, upTo: number, read: (after: number) => Row[]): Row[] {
    const first = this.#rows[0]?.seq ?? Infinity;
    const last = this.#rows.at(-1)?.seq ?? 0;
    if (after < first - 1 && last > 0) return read(after);
    if (after > last || last === 0) this.forget();
    if (this.#rows.length === 0) this.#keep(read(after));
    else if (upTo > last) this.#keep(read(last));
    const start = this.#rows[0]?.seq ?? 0;
    const rows = this.#rows.slice(Math.max(0, after + 1 - start), Math.max(0, upTo + 1 - start));
    this.#shrink();
    return rows;
  }

  forget(): void {
    this.#rows = [];
    this.#bytes = 0;
  }

  #keep(rows: readonly Row[]): void {
    for (const row of rows) {
      this.#rows.push(row);
      this.#bytes += row.update.byteLength;
    }
  }

  #shrink(): void {
    if (this.#rows.length <= KEPT_ROWS && this.#bytes <= KEPT_BYTES) return;
    const newer = this.#rows.slice(Math.ceil(this.#rows.length / 2));
    this.forget();
    this.#keep(newer);
    this.#shrink();
  }
}
