import type { StorageFailureReason } from '../../sync/ports.ts';

/** Why the disk refused, from what `edit` or `open` rejected with; a screen knows the façade's types, not its classes. */
export function troubleOf(failure: unknown): StorageFailureReason {
  const isStorageFailure = failure instanceof Error && failure.name === 'StorageFailure' && 'reason' in failure;
  return isStorageFailure ? (failure.reason as StorageFailureReason) : 'unavailable';
}
