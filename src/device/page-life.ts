import { Cell, type Observable, Signal } from '../base/observable.ts';

/** What happens to the page as a whole, and asks something of the engine. */
export interface PageLife {
  readonly visible: Observable<boolean>;
  /** The page goes out of sight and may be ended without another word: what is not on disk goes there now (S1). */
  readonly leaving: Pick<Signal, 'subscribe'>;
  /** The browser believes that a network came or went. Only a hint (S17): ask the hub. */
  readonly networkHint: Pick<Signal, 'subscribe'>;
}

/** The parts of `window` and `document` that are listened to. */
export interface PageEvents {
  readonly window: Pick<Window, 'addEventListener'>;
  readonly document: Pick<Document, 'addEventListener' | 'visibilityState'>;
}

/** Listens for as long as the page lives. `pagehide` too, since iPads may end a page without `visibilitychange`. */
export function watchPageLife({ window, document }: PageEvents): PageLife {
  const isVisible = () => document.visibilityState === 'visible';
  const visible = new Cell(isVisible());
  const leaving = new Signal();
  const networkHint = new Signal();

  document.addEventListener('visibilitychange', () => {
    visible.set(isVisible());
    if (!isVisible()) leaving.emit();
  });
  window.addEventListener('pagehide', () => leaving.emit());
  window.addEventListener('online', () => networkHint.emit());
  window.addEventListener('offline', () => networkHint.emit());
  return { visible, leaving, networkHint };
}
