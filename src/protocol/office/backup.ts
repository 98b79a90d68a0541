import * as v from 'valibot';

/** Why the last backup was not made; all that was there before still is. */
export const BACKUP_FAILURES = ['full', 'unwritable', 'data-damaged', 'postgres', 'broken-off'] as const;
export type BackupFailure = (typeof BACKUP_FAILURES)[number];

/** A backup is written, then read again from its beginning. */
export const BACKUP_STEPS = ['copying', 'checking'] as const;
export type BackupStep = (typeof BACKUP_STEPS)[number];

const KeptBackupSchema = v.object({
  /** Of the file. */
  name: v.string(),
  /** By the node's clock, in milliseconds: shown only (S6). */
  at: v.number(),
  bytes: v.number(),
});
/** A backup that lies on the node's disk. */
export type KeptBackup = v.InferOutput<typeof KeptBackupSchema>;

/** `GET /api/office/backups`, and the answer of a `POST` there, which begins one where none is under way. */
export const BackupShelfSchema = v.object({
  /** Where they lie, on the node's own disk. */
  folder: v.string(),
  /** The newest first. */
  kept: v.array(KeptBackupSchema),
  /** How many are kept: a new one takes the place of the oldest. */
  most: v.number(),
  /** The node makes one by itself each day that it runs. */
  daily: v.boolean(),
  /** `done` of 1. */
  making: v.nullable(v.object({ step: v.picklist(BACKUP_STEPS), done: v.number() })),
  failed: v.nullable(v.picklist(BACKUP_FAILURES)),
});
export type BackupShelf = v.InferOutput<typeof BackupShelfSchema>;
