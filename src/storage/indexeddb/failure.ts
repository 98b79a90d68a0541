import { StorageFailure, type StorageFailureReason } from '../../sync/ports.ts';

/** Names of errors of IndexedDB and Dexie that a disk, a browser or another tab brings about. */
const REASONS: Readonly<Record<string, StorageFailureReason>> = {
  QuotaExceededError: 'full',
  DatabaseClosedError: 'closed',
  InvalidStateError: 'closed',
  AbortError: 'aborted',
  TransactionInactiveError: 'aborted',
  TimeoutError: 'aborted',
  UnknownError: 'unavailable',
  OpenFailedError: 'unavailable',
  MissingAPIError: 'unavailable',
  VersionError: 'unavailable',
  NotReadableError: 'corrupt',
};

/** Does the task; where the browser's storage is at fault it rejects with a StorageFailure, our own mistakes stay as they are. */
export async function orStorageFailure<Value>(task: () => PromiseLike<Value>): Promise<Value> {
  try {
    return await task();
  } catch (error) {
    throw storageFailure(error);
  }
}

export function storageFailure(error: unknown): unknown {
  if (error instanceof StorageFailure) return error;
  const reasons = [...chainOf(error)].map(({ name }) => REASONS[name]);
  // The innermost reason says most: a full disk shows itself as an abort with the quota inside.
  const reason = reasons.includes('full') ? 'full' : reasons.find((known) => known !== undefined);
  return reason ? new StorageFailure(reason, error) : error;
}

/** The error, what Dexie wraps in it, and the single failures of a bulk write. */
function* chainOf(error: unknown): Generator<{ name: string }> {
  if (typeof error !== 'object' || error === null) return;
  const { name, inner, failures } = error as { name?: unknown; inner?: unknown; failures?: unknown };
  if (typeof name === 'string') yield { name };
  yield* chainOf(inner);
  if (Array.isArray(failures)) for (const failure of failures) yield* chainOf(failure);
}
