/** Bytes under a name, as many as a budget holds: the oldest leave first. */
export class KeptPieces {
  readonly #budget: number;
  readonly #pieces = new Map<string, Uint8Array>();
  #bytes = 0;

  constructor(budget: number) {
    this.#budget = budget;
  }

  get(name: string): Uint8Array | undefined {
    return this.#pieces.get(name);
  }

  /** What is larger than the whole budget is not kept: it would drive out all others. */
  keep(name: string, piece: Uint8Array): void {
    this.#forget(name);
    if (weightOf(name, piece) > this.#budget) return;
    this.#pieces.set(name, piece);
    this.#bytes += weightOf(name, piece);
    for (const oldest of this.#pieces.keys()) {
      if (this.#bytes <= this.#budget) return;
      this.#forget(oldest);
    }
  }

  #forget(name: string): void {
    const piece = this.#pieces.get(name);
    if (!piece) return;
    this.#pieces.delete(name);
    this.#bytes -= weightOf(name, piece);
  }
}

/** A name counts too: it tells of each row that was put together, and is often longer than the bytes. */
const weightOf = (name: string, piece: Uint8Array): number => name.length + piece.byteLength;
