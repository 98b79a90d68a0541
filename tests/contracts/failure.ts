import { StorageFailure, type StorageFailureReason } from '../../src/sync/ports.ts';

/** Why this call failed; undefined when it did not, and another error is thrown on. */
export async function failureOf(call: Promise<unknown>): Promise<StorageFailureReason | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof StorageFailure) return error.reason;
    throw error;
  }
}
