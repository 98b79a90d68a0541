import { readRoute, type Route } from './route.ts';

/** The part of `window` that the router needs. */
export type Page = Pick<Window, 'location' | 'history' | 'addEventListener' | 'removeEventListener'>;

/** Where the page is, after the browser's own address and history, so that reload, back and deep links work. */
export class Router {
  readonly #page: Page;
  #path: string = $state('/');
  #route: Route = $derived(readRoute(this.#path));

  constructor(page: Page) {
    this.#page = page;
    this.#path = page.location.pathname;
  }

  get path(): string {
    return this.#path;
  }

  get route(): Route {
    return this.#route;
  }

  go(path: string): void {
    if (path === this.#path) return;
    this.#page.history.pushState(null, '', path);
    this.#path = path;
  }

  /** Goes there without a step back to here; also takes away a code that stood after #. */
  replace(path: string): void {
    this.#page.history.replaceState(null, '', path);
    this.#path = path;
  }

  /** What stands after #: servers and their logs never see it. */
  fragment(): string {
    return this.#page.location.hash.slice(1);
  }

  /** Follows the back button and the links of the page; returns the way to stop. */
  start(): () => void {
    const back = () => (this.#path = this.#page.location.pathname);
    const click = (event: Event) => this.#follow(event as MouseEvent);
    this.#page.addEventListener('popstate', back);
    this.#page.addEventListener('click', click);
    return () => {
      this.#page.removeEventListener('popstate', back);
      this.#page.removeEventListener('click', click);
    };
  }

  #follow(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.defaultPrevented;
    if (!link || !plain || link.target || link.hasAttribute('download')) return;
    if (link.origin !== this.#page.location.origin || link.hash || readRoute(link.pathname).room === 'unknown') return;
    event.preventDefault();
    this.go(link.pathname);
  }
}
