import { Cell, type Observable } from '../base/observable.ts';

/** Not in TypeScript's DOM: only Chromium has it. */
interface BeforeInstallPromptEvent extends Event {
  prompt(): Promise<{ readonly outcome: 'accepted' | 'dismissed' }>;
}

/** Keeps the browser's offer to install the app until a screen has a button for it. Made early: the offer comes once. */
export class InstallPrompt {
  readonly #available = new Cell(false);
  #offer: BeforeInstallPromptEvent | undefined;

  constructor(window: Pick<Window, 'addEventListener'>) {
    window.addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      this.#keep(event as BeforeInstallPromptEvent);
    });
    window.addEventListener('appinstalled', () => this.#keep(undefined));
  }

  get available(): Observable<boolean> {
    return this.#available;
  }

  /** Shows the browser's question, once; resolves to whether the person said yes. Call it from a tap. */
  async ask(): Promise<boolean> {
    const offer = this.#offer;
    this.#keep(undefined);
    return offer !== undefined && (await offer.prompt()).outcome === 'accepted';
  }

  #keep(offer: BeforeInstallPromptEvent | undefined): void {
    this.#offer = offer;
    this.#available.set(offer !== undefined);
  }
}
