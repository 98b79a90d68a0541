import { type PageEvents, type PageLife, watchPageLife } from '../../src/device/page-life.ts';

/** What a browser tells a page, when the test says so. A new one is in sight. */
export class FakePage {
  readonly life: PageLife;
  readonly #window = new EventTarget();
  readonly #document = Object.assign(new EventTarget(), { visibilityState: 'visible' });

  constructor() {
    this.life = watchPageLife({ window: this.#window, document: this.#document } as unknown as PageEvents);
  }

  /** Another app comes in front. */
  hide(): void {
    this.#become('hidden');
  }

  show(): void {
    this.#become('visible');
  }

  /** The page ends as on an iPad: without a word of being hidden first. */
  leave(): void {
    this.#window.dispatchEvent(new Event('pagehide'));
  }

  /** The browser believes that a network came or went. */
  hint(network: 'online' | 'offline'): void {
    this.#window.dispatchEvent(new Event(network));
  }

  #become(visibilityState: DocumentVisibilityState): void {
    this.#document.visibilityState = visibilityState;
    this.#document.dispatchEvent(new Event('visibilitychange'));
  }
}
