/** Why a backup could not be made or restored. Nothing was changed then. */
export const BACKUP_TROUBLES = [
  /** The folder holds no Cartable. */
  'no-data',
  /** The log is in PostgreSQL, which has its own backups. */
  'postgres',
  /** The data itself is damaged: an older backup is worth more than a new one. */
  'data-damaged',
  /** There is something already where it should be written. */
  'exists',
  /** A node runs on the folder that should be replaced. */
  'running',
  'no-file',
  /** The file is no backup of Cartable. */
  'foreign',
  /** The backup is damaged or was not finished. */
  'damaged',
  /** Made by a later version. */
  'newer',
  'full',
  'unwritable',
] as const;
export type BackupTrouble = (typeof BACKUP_TROUBLES)[number];

/** Ends a backup or a restore for a reason that a person can mend. */
export class BackupError extends Error {
  readonly trouble: BackupTrouble;

  constructor(trouble: BackupTrouble, cause?: unknown) {
    super(`backup: ${trouble}`, { cause });
    this.name = 'BackupError';
    this.trouble = trouble;
  }
}

/** What the disk said, as trouble; undefined where it is our own mistake. */
export function troubleOf(error: unknown): BackupTrouble | undefined {
  if (error instanceof BackupError) return error.trouble;
  const { code, errcode } = error as { code?: string; errcode?: number };
  // SQLite's own code for a full disk is 13; what fails to be written otherwise cannot be told apart from a full one.
  if (code === 'ENOSPC' || code === 'EDQUOT' || (errcode !== undefined && (errcode & 0xff) === 13)) return 'full';
  if (errcode !== undefined && [11, 26].includes(errcode & 0xff)) return 'data-damaged';
  const isOfDisk = errcode !== undefined || /^E[A-Z]+$/.test(code ?? '');
  return isOfDisk ? 'unwritable' : undefined;
}
