import { untrack } from 'svelte';
import type { DocumentId } from '../../../classroom/document-id.ts';
import type { Cartable, OpenDocument, SaveState } from '../../../sync/facade.ts';

/** "Saved" is shown after this many milliseconds of calm: later than it is true, never earlier, so that it does not blink. */
const CALM_MS = 600;

/** The work document as long as an activity is on the screen: opened once, closed when the screen leaves. */
export class OpenWork {
  #open: OpenDocument | undefined = $state.raw();
  #save: SaveState = $state.raw({ state: 'saved' });
  #failed = $state(false);
  #calm: ReturnType<typeof setTimeout> | undefined;

  /** Made while a component is set up; `what` is read again when it changes. */
  constructor(cartable: Cartable, what: () => { document: DocumentId | undefined; author: string }) {
    $effect(() => {
      const { document, author } = what();
      if (document === undefined) return;
      return untrack(() => this.#follow(cartable.open(document, author)));
    });
  }

  get open(): OpenDocument | undefined {
    return this.#open;
  }

  get save(): SaveState {
    return this.#save;
  }

  get failed(): boolean {
    return this.#failed;
  }

  #follow(opening: Promise<OpenDocument>): () => void {
    let left = false;
    let unsubscribe: () => void = () => {};
    this.#failed = false;
    opening.then(
      (open) => {
        if (left) return;
        this.#open = open;
        unsubscribe = open.save.subscribe((save) => this.#show(save));
      },
      () => (this.#failed = !left),
    );
    return () => {
      left = true;
      unsubscribe();
      clearTimeout(this.#calm);
      this.#open = undefined;
      // A failed close is the engine's to log; the screen is gone.
      opening.then((open) => open.close()).catch(() => undefined);
    };
  }

  #show(save: SaveState): void {
    clearTimeout(this.#calm);
    if (save.state === 'saved' && this.#save.state !== 'saved') {
      this.#calm = setTimeout(() => (this.#save = save), CALM_MS);
    } else {
      this.#save = save;
    }
  }
}
