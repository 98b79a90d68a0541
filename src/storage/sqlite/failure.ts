import { StorageFailure, type StorageFailureReason } from '../../sync/ports.ts';

/** SQLite's primary result codes (https://sqlite.org/rescode.html) that a disk or another process brings about. */
const SQLITE_REASONS: Readonly<Record<number, StorageFailureReason>> = {
  5: 'aborted', // BUSY
  6: 'aborted', // LOCKED
  8: 'unavailable', // READONLY
  10: 'unavailable', // IOERR
  11: 'corrupt',
  13: 'full',
  14: 'unavailable', // CANTOPEN
  26: 'corrupt', // NOTADB
};

const SYSTEM_REASONS: Readonly<Record<string, StorageFailureReason>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  ERR_INVALID_STATE: 'closed', // node:sqlite, once the database is closed
};

/** The same error as a StorageFailure where the disk is at fault; our own mistakes stay as they are. */
export function storageFailure(error: unknown): unknown {
  if (error instanceof StorageFailure || !(error instanceof Error)) return error;
  const { errcode, errno, code = '' } = error as { errcode?: number; errno?: number; code?: string };
  const ofSystem = SYSTEM_REASONS[code] ?? (errno === undefined ? undefined : 'unavailable');
  const reason = errcode === undefined ? ofSystem : SQLITE_REASONS[errcode & 0xff];
  return reason ? new StorageFailure(reason, error) : error;
}
