/** The one page of the app: every address that is a screen opens it. */
const PAGE = '/index.html';

/** Addresses that only the hub or the file store can answer, never the page. */
const NOT_A_SCREEN = /^\/(api|files)(\/|$)/;

/** A deep link such as /classe/ce2-a is a screen, so its address stands for the page. */
export function addressFor({ url, mode }: Pick<Request, 'url' | 'mode'>): string {
  const { origin, pathname } = new URL(url);
  const isFile = /\.\w+$/.test(pathname);
  return mode === 'navigate' && !isFile && !NOT_A_SCREEN.test(pathname) ? `${origin}${PAGE}` : `${origin}${pathname}`;
}
