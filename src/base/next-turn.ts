/**
 * Resolves in a later turn of the event loop: all that could go on by promises alone has done so by then. A message, not a timer, since
 * a timer waits for a millisecond at least, and for a second in a page that nobody sees.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const hear = (): void => {
      port1.close();
      resolve();
    };
    port1.addEventListener('message', hear, { once: true });
    port1.start();
    port2.postMessage(undefined);
  });
}
