import { Signal } from '../../base/observable.ts';
import type { Change, Changes } from '../../sync/ports.ts';

const WORDS: readonly unknown[] = ['log', 'link', 'projections', 'files', 'device'] satisfies Change['what'][];

/** Word of every write to this device's database, in this page, its other tabs and the service worker. */
export class BroadcastChanges implements Changes {
  readonly #here = new Signal<Change>();
  readonly #channel: BroadcastChannel;
  #isClosed = false;

  /** Opened for as long as the page lives, or until `close`. */
  constructor(databaseName: string) {
    this.#channel = new BroadcastChannel(`${databaseName}-changes`);
    // Another tab may run another version of the app: what it says that we do not know is not for us.
    this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => void (isChange(data) && this.#here.emit(data));
  }

  subscribe(listener: (change: Change) => void): () => void {
    return this.#here.subscribe(listener);
  }

  /** To be called once the write is on disk. A listener's error is its own: it is called in a later turn. */
  announce(change: Change): void {
    queueMicrotask(() => this.#here.emit(change));
    // A closed channel throws, which would make a write that is on disk look like a failed one.
    if (!this.#isClosed) this.#channel.postMessage(change);
  }

  close(): void {
    this.#isClosed = true;
    this.#channel.close();
  }
}

function isChange(data: unknown): data is Change {
  if (typeof data !== 'object' || data === null || !('what' in data) || !('docs' in data)) return false;
  return WORDS.includes(data.what) && Array.isArray(data.docs);
}
