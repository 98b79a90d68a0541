import { parentPort } from 'node:worker_threads';
import type { ToWorker } from '../../src/server/decoder/messages.ts';

/* The decoder's worker, but for documents whose name says what goes wrong. */
parentPort?.on('message', (message: ToWorker) => {
  if (message.t !== 'inspect') return;
  const names = (how: string): boolean => message.tasks.some(({ doc }) => doc.startsWith(`work/${how}/`));
  const [hangs, grows] = [names('hangs'), names('grows')];
  while (hangs);
  if (names('exits')) process.exit(3);
  const heap: number[][] = [];
  while (grows) heap.push(new Array<number>(1_000_000).fill(heap.length));
});

await import('../../src/server/decoder/worker.ts');
