// A thread that makes one backup and ends: hashing and checking gigabytes never makes a class wait.
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../base/assert.ts';
import { type BackupOrder, makeBackup } from './make-backup.ts';
import type { FromBackupThread } from './run-apart.ts';

/** Progress that nobody sees is not told. */
const TOLD_STEP = 0.01;

assert(parentPort, 'this module runs in a worker thread');
const port = parentPort;
const tell = (message: FromBackupThread): void => port.postMessage(message);

let last = { step: '', done: -1 };
const order = workerData as BackupOrder;
const result = await makeBackup({
  ...order,
  told: (step, done) => {
    if (step === last.step && done - last.done < TOLD_STEP) return;
    last = { step, done };
    tell({ t: 'told', step, done });
  },
});
tell({ t: 'ended', trouble: result.ok ? undefined : result.error });
