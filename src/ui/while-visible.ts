export type Visibility = Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;

/** Calls `task` at once, and again `ms` after each end, as long as someone sees the page; returns the way to stop. */
export function whileVisible(ms: number, task: () => Promise<void>, page: Visibility = document): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let stopped = false;
  const turn = async () => {
    clearTimeout(timer);
    if (running || stopped || page.visibilityState === 'hidden') return;
    running = true;
    try {
      await task();
    } finally {
      running = false;
      if (!stopped) timer = setTimeout(() => void turn(), ms);
    }
  };
  const wake = () => void turn();
  page.addEventListener('visibilitychange', wake);
  void turn();
  return () => {
    stopped = true;
    clearTimeout(timer);
    page.removeEventListener('visibilitychange', wake);
  };
}
