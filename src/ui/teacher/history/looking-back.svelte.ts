import type * as Y from 'yjs';
import type { DocumentId } from '../../../classroom/document-id.ts';
import type { Cartable, Version } from '../../../sync/facade.ts';

/**
 * A teacher turns back in a work's history and forward again. The last version is the work of now, which goes on being followed
 * as it is written: then nothing earlier is shown.
 *
 *     closed ── open() ──▶ opening ──▶ open ── move(i) ──▶ open, showing `earlier`
 *        ▲                    └──────▶ failed
 *        └───────────────── close() ────┘
 */
export class LookingBack {
  readonly #cartable: Pick<Cartable, 'history' | 'look'>;
  readonly #document: () => DocumentId;
  #state: 'closed' | 'opening' | 'open' | 'failed' = $state('closed');
  #versions: readonly Version[] = $state.raw([]);
  #index = $state(0);
  #earlier: Y.Doc | undefined = $state.raw();
  /** Counts what was asked, so that an answer that comes too late shows nothing. */
  #asked = 0;
  /** Counts openings and closings: what was asked in one is not shown in another. */
  #session = 0;
  #reading: Promise<void> = Promise.resolve();

  constructor(cartable: Pick<Cartable, 'history' | 'look'>, document: () => DocumentId) {
    this.#cartable = cartable;
    this.#document = document;
  }

  get state() {
    return this.#state;
  }

  get versions(): readonly Version[] {
    return this.#versions;
  }

  /** Which version is shown or on its way, from 0. */
  get index(): number {
    return this.#index;
  }

  /** The document as it was, or undefined while the work of now is shown. */
  get earlier(): Y.Doc | undefined {
    return this.#earlier;
  }

  async open(): Promise<void> {
    const asked = (this.#asked += 1);
    this.#session += 1;
    this.#state = 'opening';
    this.#earlier = undefined;
    try {
      const versions = await this.#cartable.history(this.#document());
      if (asked !== this.#asked) return;
      this.#versions = versions;
      this.#index = Math.max(0, versions.length - 1);
      this.#state = 'open';
    } catch {
      if (asked === this.#asked) this.#state = 'failed'; // the disk or the bytes of this one work; the screen says so
    }
  }

  /** While one version is being read, only the last one that is asked for meanwhile is read after it: a slider asks for many. */
  async move(index: number): Promise<void> {
    if (!this.#versions[index]) return;
    this.#index = index;
    const asked = (this.#asked += 1);
    this.#reading = this.#reading.then(() => (asked === this.#asked ? this.#read(asked) : undefined));
    await this.#reading;
  }

  close(): void {
    this.#asked += 1;
    this.#session += 1;
    this.#state = 'closed';
    this.#earlier = undefined;
  }

  async #read(asked: number): Promise<void> {
    const session = this.#session;
    const isNow = this.#index === this.#versions.length - 1;
    try {
      const earlier = isNow ? undefined : await this.#cartable.look(this.#document(), this.#versions[this.#index]!);
      // It may be behind by now: what the slider passed on its way is shown.
      if (session === this.#session) this.#earlier = earlier;
    } catch {
      if (asked === this.#asked) this.#fail();
    }
  }

  #fail(): void {
    this.#earlier = undefined;
    this.#state = 'failed';
  }
}
