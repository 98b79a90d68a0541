import type { Page } from '../../src/ui/router.svelte.ts';

/** A page at this address, whose links and back button are the test's: the runner's own address stays as it is. */
export function pageAt(path: string): Page & { readonly path: string } {
  const location = { pathname: path, hash: '', origin: window.location.origin };
  const goTo = (_state: unknown, _title: string, next?: string | URL | null) => {
    location.pathname = String(next ?? location.pathname);
  };
  return {
    location: location as unknown as Location,
    history: { pushState: goTo, replaceState: goTo } as unknown as History,
    addEventListener: window.addEventListener.bind(window),
    removeEventListener: window.removeEventListener.bind(window),
    get path() {
      return location.pathname;
    },
  };
}
