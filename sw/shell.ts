import { PrecacheController, type PrecacheEntry } from 'workbox-precaching';
import { addressFor } from './screens.ts';

/** The built app, kept whole on the device from the first visit on. */
export class Shell {
  readonly #precache = new PrecacheController();

  /** `files` is the list that the build puts into the worker. */
  constructor(files: PrecacheEntry[]) {
    this.#precache.addToCacheList(files);
  }

  /** Fetches what changed; the new version is usable as a whole or not at all. */
  async install(event: ExtendableEvent): Promise<void> {
    await this.#precache.install(event);
  }

  /** Forgets what this version no longer has. */
  async activate(event: ExtendableEvent): Promise<void> {
    await this.#precache.activate(event);
  }

  /** The answer to a request for a part of the app or for a screen; undefined where the network has to answer. */
  answer(event: FetchEvent): Promise<Response> | undefined {
    const { request } = event;
    const address = addressFor(request);
    const cacheKey = this.#precache.getCacheKeyForURL(address);
    if (cacheKey === undefined || request.method !== 'GET') return undefined;
    return this.#precache.strategy.handle({ event, request: new Request(address), params: { cacheKey } });
  }
}
