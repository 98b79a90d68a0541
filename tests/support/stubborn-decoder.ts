import { parentPort } from 'node:worker_threads';
import type { ToWorker } from '../../src/server/decoder/messages.ts';

/* The decoder's worker, but for documents whose name says what goes wrong. */
parentPort?.on('message', (message: ToWorker) => {
  if (message.t !== 'inspect') return;
  const { doc } = message.task;
  const hangs = doc.startsWith('work/hangs/');
  while (hangs);
  if (doc.startsWith('work/exits/')) process.exit(3);
  const heap: number[][] = [];
  while (doc.startsWith('work/grows/')) heap.push(new Array<number>(1_000_000).fill(heap.length));
});

await import('../../src/server/decoder/worker.ts');
