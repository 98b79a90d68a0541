import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

const { state, hangMs } = workerData as { state: Int32Array; hangMs: number };
const LOOK_MS = 500;

let followed = { target: '', seed: 0 };
let seen = -1;
let since = performance.now();

parentPort?.on('message', (message: typeof followed) => (followed = message));

setInterval(() => {
  const count = Atomics.load(state, 1);
  if (count !== seen) {
    seen = count;
    since = performance.now();
  } else if (followed.target !== '' && performance.now() - since > hangMs) {
    const { target, seed } = followed;
    writeSync(2, `hangs for ever: --target '${target}' --seed ${seed} --at ${state[0]}\n`);
    process.kill(process.pid, 'SIGKILL');
  }
}, LOOK_MS);
