import { DatabaseError } from 'pg';
import { StorageFailure, type StorageFailureReason } from '../../sync/ports.ts';

/**
 * PostgreSQL's error codes (https://www.postgresql.org/docs/current/errcodes-appendix.html) that a disk, a network or
 * another process brings about, by code or by class, the first two characters.
 */
const REASONS: Readonly<Record<string, StorageFailureReason>> = {
  '08': 'closed', // connection exceptions
  '25006': 'unavailable', // a standby, or a database set read-only
  '25P03': 'closed', // we left a transaction idle for too long: this process was stopped or starved
  '25P04': 'closed',
  '28': 'unavailable', // wrong name or password
  '3D': 'unavailable', // no such database
  '40': 'aborted', // serialization failure, deadlock
  '42501': 'unavailable', // no right
  '53': 'unavailable', // too many connections, out of memory
  '53100': 'full',
  '55P03': 'aborted', // another process holds the school's turn for too long
  '57014': 'aborted', // cancelled by an administrator or a time limit
  '57P01': 'closed', // shutdown
  '57P02': 'closed',
  '57P03': 'unavailable', // starting up
  '57P05': 'closed',
  '58': 'unavailable', // input and output errors of its disk
  XX001: 'corrupt',
  XX002: 'corrupt',
};

const ofCode = (code = ''): StorageFailureReason | undefined => REASONS[code] ?? REASONS[code.slice(0, 2)];

/** Why a connection could not be had. */
export function connectFailure(error: unknown): StorageFailure {
  const reason = error instanceof DatabaseError ? ofCode(error.code) : undefined;
  return new StorageFailure(reason ?? 'unavailable', error);
}

/** What a statement failed of, as a StorageFailure where the database is at fault; our own mistakes stay as they are. */
export function statementFailure(error: unknown): unknown {
  if (error instanceof DatabaseError) {
    const reason = ofCode(error.code);
    return reason ? new StorageFailure(reason, error) : error;
  }
  // Ours already; or the driver could not write the values down.
  if (error instanceof StorageFailure || error instanceof TypeError || error instanceof RangeError) return error;
  // All else that the driver rejects with is the end of the connection, said in many ways.
  return new StorageFailure('closed', error);
}

/** Whether the same transaction may succeed when it is run again at once. */
export function isTransient(error: unknown): boolean {
  const cause = error instanceof StorageFailure ? error.cause : undefined;
  return cause instanceof DatabaseError && /^(40001|40P01)$/.test(cause.code ?? '');
}
