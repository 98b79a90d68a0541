import type { DocumentId } from '../../classroom/document-id.ts';
import { pageOf, textOf } from '../../classroom/work.ts';
import type { Cartable, OpenDocument } from '../../sync/facade.ts';

/** The pages of one work, read while pupils go on writing. Nothing is ever written here: a work is its pupils' alone (S8). */
export class OpenPages {
  readonly #cartable: Pick<Cartable, 'open'>;
  #state: 'opening' | 'open' | 'failed' = $state('opening');
  #texts: Readonly<Record<string, string>> = $state.raw({});

  constructor(cartable: Pick<Cartable, 'open'>) {
    this.#cartable = cartable;
  }

  get state() {
    return this.#state;
  }

  /** The text of a step's page, one line a paragraph. */
  text(step: string): string {
    return this.#texts[step] ?? '';
  }

  /** Follows the pages of these steps; returns the way to stop. */
  follow(document: DocumentId, account: string, steps: readonly string[]): () => void {
    let stopped = false;
    let leave = () => {};
    this.#state = 'opening';
    this.#texts = {};
    this.#cartable.open(document, account).then(
      (open) => {
        if (stopped) void open.close();
        else leave = this.#read(open, steps);
      },
      // The disk or the bytes of this one work; the screen says so and the rest of the board goes on.
      () => (this.#state = stopped ? this.#state : 'failed'),
    );
    return () => {
      stopped = true;
      leave();
    };
  }

  #read(open: OpenDocument, steps: readonly string[]): () => void {
    const read = () => {
      this.#texts = Object.fromEntries(steps.map((step) => [step, textOf(pageOf(open.doc, step))]));
    };
    read();
    this.#state = 'open';
    open.doc.on('update', read);
    return () => {
      open.doc.off('update', read);
      void open.close();
    };
  }
}
