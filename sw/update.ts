/** What workbox-window says when the page lets the waiting version take over. */
const TAKE_OVER = 'SKIP_WAITING';

/** An update waits until a page asks for it: it never takes a child's lesson over by itself. */
export function takesOver(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === TAKE_OVER;
}
