import { Worker } from 'node:worker_threads';
import type { BackupStep } from '../../protocol/office/backup.ts';
import type { BackupOrder } from './make-backup.ts';
import type { BackupTrouble } from './trouble.ts';

export type FromBackupThread =
  | { readonly t: 'told'; readonly step: BackupStep; readonly done: number }
  | { readonly t: 'ended'; readonly trouble: BackupTrouble | undefined };

/** A backup that is under way in a thread of its own. */
export interface BackupApart {
  /** Why it was not made; undefined where it was. Rejects where the thread broke off. */
  readonly trouble: Promise<BackupTrouble | undefined>;
  /** Breaks it off. What it left is let go of at the next start (KeptBackups.tidy). */
  end(): Promise<void>;
}

export type RunApart = (order: BackupOrder, told: (step: BackupStep, done: number) => void) => BackupApart;

export const runApart: RunApart = (order, told) => {
  const worker = new Worker(new URL('./backup-thread.ts', import.meta.url), { workerData: order });
  const trouble = new Promise<BackupTrouble | undefined>((resolve, reject) => {
    worker.on('message', (message: FromBackupThread) => {
      if (message.t === 'told') told(message.step, message.done);
      else resolve(message.trouble);
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the thread of a backup ended before it')));
  });
  return { trouble, end: async () => void (await worker.terminate()) };
};
