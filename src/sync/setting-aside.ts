import type { Log } from '../base/log.ts';
import { type LogStore, StorageFailure } from './ports.ts';
import { tryingAgain } from './trying-again.ts';

/** What reads rows with their bytes. */
const READS = ['rowsBetween', 'rowsOf', 'contentOf', 'pending', 'held'] as const satisfies (keyof LogStore)[];
/** How often a row may be read damaged and be found whole at the next look: a disk that goes on so is no disk to read from. */
export const MAX_PASSING_ERRORS = 3;

/** The same log, whose readings set a damaged row aside and then pass over it, so that it stops nothing but itself (S9). */
export function settingAside(log: LogStore, journal: Log): LogStore {
  return tryingAgain(log, READS, async (cause, failures) => {
    if (!(cause instanceof StorageFailure) || cause.row === undefined) return false;
    const isAside = await log.setAside(cause.row);
    if (isAside) journal.error('a row is damaged; it is set aside', { row: cause.row, cause: String(cause.cause) });
    return isAside || failures <= MAX_PASSING_ERRORS;
  });
}
